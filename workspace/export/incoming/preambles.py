"""How preambular paragraphs begin, and how preambles are named and ended, in six languages."""

import re

_COMMANDS = """
acknowledging affirming alarmed anxious appreciating approving aware bearing believing cognizant commending
concerned confident confirming conscious considering convinced deeply deploring desiring desirous determined
disturbed emphasizing emphasising encouraged endorsing expressing firmly fully further gravely greatly
guided having highlighting inspired keeping keenly mindful noting observing profoundly pursuant reaffirming
realizing recalling recognizing recognising referring regretting reiterating resolved seeking sharing
stressing strongly taking underlining underscoring viewing welcoming wishing

rappelant considérant notant réaffirmant reconnaissant soulignant conscient conscients consciente
conscientes préoccupé préoccupés préoccupée préoccupées convaincu convaincus convaincue convaincues désireux
désireuse désireuses résolu résolus résolue résolues ayant prenant gardant tenant estimant constatant
exprimant insistant déplorant guidé guidés guidée profondément vivement sachant saluant encouragé encouragée
affirmant observant regrettant réitérant souhaitant animé animés animée déterminé déterminés déterminée
inquiet inquiète alarmé alarmée soucieux soucieuse félicitant accueillant

recordando considerando observando reafirmando reconociendo subrayando consciente conscientes preocupado
preocupada preocupados preocupadas convencido convencida convencidos convencidas deseando deseoso deseosa
deseosos deseosas resuelto resuelta resueltos resueltas habiendo acogiendo tomando teniendo destacando
expresando poniendo lamentando guiado guiada guiados guiadas profundamente señalando afirmando alentado
alentada reiterando decidido decidida decididos decididas animado animada animados animadas alarmado
alarmada notando celebrando estimando advirtiendo

ссылаясь напоминая отмечая подтверждая признавая подчеркивая подчёркивая сознавая осознавая будучи учитывая
принимая приветствуя выражая стремясь исходя руководствуясь рассмотрев заслушав вновь памятуя желая считая
сожалея полагая констатируя одобряя убежденные убеждённые убежденная глубоко испытывая заявляя имея обращая
исполненные преисполненная преисполненные
"""
_SPACED = (
    "se félicitant",
    "с удовлетворением",
    "с озабоченностью",
    "с обеспокоенностью",
    "с признательностью",
)
_ARABIC = (
    "إذ",
    "وإذ",
    "ورغبة",
    "رغبة",
    "واقتناعا",
    "اقتناعا",
    "وإدراكا",
    "إدراكا",
    "تصميما",
    "وتصميما",
    "ووعيا",
    "وعيا",
)
_HAN = """
回顾 忆及 铭记 注意到 重申 认识到 承认 强调 意识到 深信 考虑到 欢迎 赞赏 深为关切 深切关切 严重关切 关切 表示
希望 决心 确信 念及 遵循
审议了 审查了 又回顾 还回顾 再次 鉴于 申明 赞扬 震惊 牢记 期望 愿意 着重指出 注意 深感
"""
_ENDS = (
    r"(?:have|has|hereby)\s+(?:hereby\s+)?agreed?\b|sont convenus|est convenue?|han convenido|convienen en|"
    r"согласились|договорились|اتفقت|قد اتفق|兹协议|议定如下|达成协议|商定如下"
)
_NAMES = {"preamble", "préambule", "preámbulo", "преамбула", "الديباجة", "ديباجة", "序言"}


def _longest_first(words: list[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


_SKIP = re.compile(r"[\s\[(“\"«]*")
_END = re.compile(_ENDS, re.IGNORECASE)
_FIRST = re.compile(
    rf"(?:{'|'.join(_longest_first([*_COMMANDS.split(), *_SPACED]))})(?![\w’'-])"
    rf"|(?:{'|'.join(_ARABIC)})(?=[\s\u064b])|(?:{'|'.join(_longest_first(_HAN.split()))})",
    re.IGNORECASE,
)


def begins_as_preamble(words: str) -> bool:
    skipped = _SKIP.match(words)
    return bool(_FIRST.match(words, skipped.end() if skipped else 0))


def ends_preamble(words: str) -> bool:
    return len(words) < 200 and bool(_END.search(words))


def names_preamble(words: str) -> bool:
    return words.strip(" []:.").lower() in _NAMES
