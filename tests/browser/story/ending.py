"""What is left of it: the printed text, and the record."""

import re
import subprocess
import time
from pathlib import Path

from tests.browser.person import Person
from tests.browser.story.people import Story

# In this order the record tells them, among others.
ACTS = [
    "Secretariat Rosa Lindqvist Convened the negotiation",
    "Secretariat Rosa Lindqvist Admitted a delegation: Kenya",
    "Chair Hana Sato Took a seat",
    "KEN Kenya Achieng Odhiambo Confirmed a seat: Otieno Mwangi",
    "Chair Hana Sato Started the text: 9 clauses",
    "KEN Kenya Otieno Mwangi .*A-1",
    "PER Peru Diego Quispe .*A-2",
    "PER Peru Diego Quispe .*A-3",
    "Chair Hana Sato .*A-1",
    "Chair Hana Sato .*A-2",
    "Chair Hana Sato .*A-3",
    "Chair Hana Sato Recorded of clause 1.1: agreed in informals",
    "Chair Hana Sato Recorded of clause 1.1: agreed now 1.1",
    "Chair Hana Sato Issued an edition: Rev.1",
    "KEN Kenya Achieng Odhiambo Signed off Rev.1: agreed ad referendum",
    "PER Peru Diego Quispe Signed off 1.1: initialled",
    "Chair Hana Sato Reopened clause 1.1: Peru asks for another look.",
    "KEN Kenya Achieng Odhiambo Made a PDF: Rev.1",
]
# The workspace itself notices this, a moment after the words have changed.
NOTICE_S = 15
NOTICED = "PER Peru The words changed: a sign-off is superseded"


def the_pdf_says_what_was_agreed(story: Story, folder: Path) -> None:
    achieng = story.of("Achieng Odhiambo")
    achieng.go(story.edition)
    achieng.press("Make a PDF")
    with achieng.page.expect_download() as download:
        achieng.page.get_by_role("link", name="Download the PDF").click()
    path = folder / "edition.pdf"
    download.value.save_as(path)

    printed = _flat(subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout)
    assert "No State Party shall interrupt an essential service. In peace." in printed
    assert "Ever." not in printed
    assert "Rev.1" in printed
    for nation in ("Kenya", "Peru"):
        assert nation in printed


def _flat(words: str) -> str:
    return " ".join(words.split())


def the_record_tells_it_in_order(story: Story) -> None:
    achieng = story.of("Achieng Odhiambo")
    achieng.follow("Record", exact=True)
    lines = _recorded(achieng)
    ends = time.monotonic() + NOTICE_S
    while not any(NOTICED in line for line in lines) and time.monotonic() < ends:
        achieng.page.reload()
        lines = _recorded(achieng)

    assert any(NOTICED in line for line in lines)
    told = iter(lines)
    for act in ACTS:
        assert any(re.search(act, line) for line in told), f"{act} is not in its place in {lines}"
    assert story.operator("record", "verify").startswith("The record is whole")


def _recorded(person: Person) -> list[str]:
    """The lines of the record, the oldest first."""
    return [_flat(line) for line in reversed(person.page.locator("main tbody tr").all_inner_texts())]
