import pytest

from workspace.collation import collated


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Åland", "Austria", "Côte d’Ivoire", "Cyprus", "Zambia"]),
        ("es", ["Nauru", "Níger", "Noruega", "Ñandú", "Omán"]),
        ("ru", ["Ангола", "Ёлка", "Жук", "Япония"]),
        ("ar", ["الأردن", "اليمن", "بلجيكا", "تونس", "مصر"]),
        ("zh", ["阿根廷", "巴西", "中国"]),
    ],
)
def test_names_stand_in_the_order_that_readers_expect(language: str, names: list[str]) -> None:
    assert collated(reversed(names), language, str) == names


def test_the_same_names_stand_otherwise_in_another_language() -> None:
    names = ["中国", "阿根廷", "巴西"]

    assert collated(names, "en", str) != collated(names, "zh", str)
