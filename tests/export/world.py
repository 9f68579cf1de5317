"""Agreements to print, one in each language, and what a PDF says when it is read back."""

import subprocess
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from tests.tools import tool
from workspace.export.content import (
    Agreed,
    Clause,
    Kind,
    Nation,
    NotAgreed,
    Run,
    SignOff,
    Standing,
)
from workspace.export.words import words

ISSUED = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
HASH = sha256(b"the whole text").hexdigest()

AURELIA = Nation("XAA", "Aurelia")
BOREA = Nation("XAB", "Borea")
ERIDAN = Nation("XAE", "Éridan")
ZEPHYRA = Nation("XAZ", "Zephyra")

WORDS = {
    "en": (
        "Agreement on Restraint and Assistance in Cyberspace",
        "Conscious",
        " that hospitals, waterworks and power networks depend on systems that cross every border,",
        "General provisions",
        "Each State Party shall, to the best of its means, find and stop such an operation – “efficiently”.",
        "the office designated under article 7; final offer, five fjords.",
    ),
    "fr": (
        "Accord sur la retenue et l’assistance dans le cyberespace",
        "Conscientes",
        " que les hôpitaux, où qu’ils soient, dépendent de réseaux qui traversent toutes les frontières,",
        "Dispositions générales",
        "Chaque État partie veille, à faire cesser l’opération : «\u00a0sans délai\u00a0» ; œuvre.",
        "le bureau désigné en vertu de l’article 7, ça et là, Noël.",
    ),
    "es": (
        "Acuerdo sobre moderación y asistencia en el ciberespacio",
        "Conscientes",
        " de que los hospitales y las redes eléctricas dependen de sistemas que cruzan todas las fronteras,",
        "Disposiciones generales",
        "Cada Estado parte adoptará, según sus medios, ¿cuándo?, ¡ya!, medidas contra daños; pingüino.",
        "la oficina designada conforme al artículo 7.º",
    ),
    "ru": (
        "Соглашение о сдержанности и помощи в киберпространстве",
        "Сознавая,",
        " что больницы, водоснабжение и электросети зависят от систем, пересекающих любые границы,",
        "Общие положения",
        "Каждое государство-участник принимает все меры, чтобы найти и пресечь такую операцию, её объём № 5.",
        "«орган связи» означает подразделение, назначенное в соответствии со статьёй 7.",
    ),
    "ar": (
        "اتفاق بشأن ضبط النفس والمساعدة في الفضاء الإلكتروني",
        "وإذ تدرك",
        " أن المستشفيات وشبكات المياه والكهرباء تعتمد على نظم تعبر جميع الحدود،",
        "أحكام عامة",
        "تتخذ كل دولة طرف، في حدود إمكانياتها، جميع التدابير المعقولة للعثور على تلك العملية ووقفها؛ لا.",
        "تعني «جهة الاتصال» المكتب المعين وفقاً للمادة السابعة.",
    ),
    "zh": (
        "网络空间克制与援助协定",
        "意识到",
        "医院、供水和电力网络依赖于跨越每一条边界的系统，",
        "总则",
        "每一缔约国应尽其所能，采取一切合理措施，查明并制止此种行动；不得延误。耄耋之年。",
        "“联络点”系指根据第七条指定的办公室。",
    ),
}

HEADINGS = {
    "en": ("Chapter I", "Article 1", "Purpose"),
    "fr": ("Chapitre premier", "Article premier", "Objet"),
    "es": ("Capítulo I", "Artículo 1", "Objeto"),
    "ru": ("Глава I", "Статья 1", "Цель"),
    "ar": ("الفصل الأول", "المادة 1", "الغرض"),
    "zh": ("第一章", "第一条", "宗旨"),
}


def paragraph(number: str, words: str, *, level: int = 0, status: str = "") -> Clause:
    return Clause(Kind.PARAGRAPH, number, (Run(words),), level, status)


def clauses(language: str) -> tuple[Clause, ...]:
    title, command, preamble, chapter, duty, item = WORDS[language]
    chapter_label, article_label, article = HEADINGS[language]
    return (
        Clause(Kind.TITLE, "", (Run(title),)),
        Clause(Kind.PREAMBULAR, "PP1", (Run(command, em=True), Run(preamble))),
        Clause(Kind.CHAPTER, chapter_label, (Run(chapter),)),
        Clause(Kind.ARTICLE, article_label, (Run(article),)),
        paragraph("1.1", duty),
        paragraph("(a)", item, level=1),
        paragraph("(i)", duty, level=2),
    )


def sign_off(nation: Nation, **changes: object) -> SignOff:
    given = SignOff(
        nation,
        "Ms H. Albuquerque",
        "Initialled",
        "Rev.2",
        HASH,
        ISSUED,
        "27 Nov 2026, 15:07 UTC",
        capacity="Head of delegation",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def agreed(language: str = "en", **changes: object) -> Agreed:
    """An agreement of four nations, of which two have signed off and one was superseded."""
    title = WORDS[language][0]
    usual = Agreed(
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        masthead="Open-ended Negotiation on Restraint and Assistance in Cyberspace",
        symbol="RAC/2026/L.7",
        title=title,
        edition="Rev.2",
        document_hash=HASH,
        issued=ISSUED,
        issued_on="27 November 2026",
        address="https://workspace.example/verify",
        clauses=clauses(language),
        nations=(AURELIA, BOREA, ERIDAN, ZEPHYRA),
        sign_offs=(
            sign_off(ZEPHYRA),
            sign_off(ERIDAN, level="Ad referendum"),
            sign_off(BOREA, subject="Article 1", wording_hash="0" * 60 + "beef", standing=Standing.SUPERSEDED),
        ),
        not_agreed=(NotAgreed("4.2", "A State Party that learns of a serious weakness", "open"),),
        labels=words(language).labels,
        session="Third session, Nairobi, 16 to 27 November 2026",
        original="English",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def read_back(pdf: bytes, *order: str) -> str:
    """The words of a PDF as another program reads them: as they lie for `-raw`, else in logical order."""
    run = subprocess.run([tool("pdftotext"), *order, "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode()


def only_words(said: str) -> str:
    """Without white space (a line may end anywhere in Chinese) and the invisible marks of direction."""
    return "".join(each for each in said if not each.isspace() and unicodedata.category(each) != "Cf")


def only_letters(said: str) -> str:
    """The same, without vowel signs."""
    return "".join(each for each in only_words(said) if unicodedata.category(each) != "Mn")
