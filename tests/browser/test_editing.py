"""Two delegations at one text: typing, dividing, joining, moving, undoing, marking, referring, and who is where."""

from playwright.sync_api import expect

from tests.browser.desk import Desk


def test_what_two_type_at_once_is_the_same_on_both_screens(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    peru.go_to("parag001", at="start")
    for letter in " In peace.":
        kenya.type(letter)
        peru.type("*")

    for desk in (kenya, peru):
        desk.sees("parag001", "*" * 10 + "No State Party shall interrupt an essential service. In peace.")
        desk.is_saved()


def test_others_are_seen_with_their_nation_and_name(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    kenya.type(" Here.")

    flag = peru.clause("parag001", " .cursor")
    expect(flag).to_have_text("XKE")
    expect(peru.page.locator(".bar [data-presence-chips] .chip")).to_have_attribute("title", "Republic of XKE")
    peru.page.locator(".presence-menu summary").click()
    expect(peru.page.locator("[data-presence-list]")).to_contain_text("Achieng Wanjiru")

    kenya.page.context.close()
    expect(flag).to_have_count(0, timeout=20_000)


def test_enter_divides_a_clause_and_backspace_joins_it_again(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    for _ in "service.":
        kenya.press("ArrowLeft")
    kenya.press("Enter")

    peru.sees("parag001", "No State Party shall interrupt an essential ")
    peru.has_clauses(10)
    assert peru.clauses()[5] == ["1.2", "service."]
    # What refers to the clause, and all numbers after it, follow.
    assert peru.clauses()[6][0] == "1.3"

    kenya.press("Backspace")
    peru.sees("parag001", "No State Party shall interrupt an essential service.")
    assert len(peru.clauses()) == 9


def test_enter_at_the_start_leaves_the_id_with_the_words(kenya: Desk) -> None:
    kenya.go_to("parag002", at="start")
    kenya.press("Enter")

    kenya.has_clauses(10)
    kenya.sees("parag002", "Each State Party shall act on article 1, paragraph 1 in good faith.")
    assert kenya.clauses()[5] == ["1.2", ""]


def test_a_moved_clause_takes_its_number_and_its_references_with_it(kenya: Desk, peru: Desk) -> None:
    peru.go_to("parag001")
    kenya.go_to("parag001")
    kenya.press("Alt+Shift+ArrowDown")

    peru.sees("parag002", "Each State Party shall act on article 1, paragraph 2 in good faith.")
    assert [line[0] for line in peru.clauses()[4:6]] == ["1.1", "1.2"]
    # Typing in the moved clause follows it.
    peru.type(" Ever.")
    kenya.sees("parag001", "No State Party shall interrupt an essential service. Ever.")


def test_a_clause_is_dragged_by_its_grip(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag005")
    grip = kenya.clause("parag005", " .clause-grip").bounding_box()
    target = kenya.clause("parag004").bounding_box()
    assert grip
    assert target
    kenya.page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    kenya.page.mouse.down()
    kenya.page.mouse.move(grip["x"] + 8, target["y"] + 4, steps=4)
    expect(kenya.page.locator(".clause-drop")).to_have_count(1)
    kenya.page.mouse.up()

    expect(peru.clause("parag004", " .clause-no")).to_have_text("(b)")
    assert peru.clauses()[-2:] == [["(a)", "waterworks."], ["(b)", "hospitals;"]]


def test_undo_takes_back_only_what_one_did_oneself(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    kenya.type(" Kenya.")
    peru.sees("parag001", "No State Party shall interrupt an essential service. Kenya.")
    peru.go_to("parag001")
    peru.type(" Peru.")
    kenya.sees("parag001", "No State Party shall interrupt an essential service. Kenya. Peru.")

    kenya.press("Control+z")
    peru.sees("parag001", "No State Party shall interrupt an essential service. Peru.")
    kenya.press("Control+y")
    peru.sees("parag001", "No State Party shall interrupt an essential service. Kenya. Peru.")


def test_undo_takes_back_a_move_unless_somebody_moved_the_clause_since(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    kenya.press("Alt+Shift+ArrowDown")
    expect(peru.clause("parag001", " .clause-no")).to_have_text("1.2")
    kenya.press("Control+z")
    expect(peru.clause("parag001", " .clause-no")).to_have_text("1.1")
    kenya.press("Control+y")
    expect(peru.clause("parag001", " .clause-no")).to_have_text("1.2")

    peru.go_to("parag001")
    peru.press("Alt+Shift+ArrowDown")
    expect(kenya.clause("parag001", " .clause-no")).to_have_text("1.3")
    kenya.press("Control+z")

    expect(kenya.page.locator("#notices")).to_contain_text("Somebody has moved it since.")
    expect(kenya.clause("parag001", " .clause-no")).to_have_text("1.3")


def test_tab_changes_the_level_and_the_list_of_kinds_the_kind(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag002")
    kenya.press("Tab")
    expect(peru.clause("parag002")).to_have_attribute("data-level", "1")
    assert peru.clauses()[5][0] == "(a)"
    # No deeper than one below what stands before.
    kenya.press("Tab")
    kenya.press("Shift+Tab")
    expect(peru.clause("parag002")).to_have_attribute("data-level", "0")

    kenya.page.locator("#tool-kind").select_option("article")
    expect(peru.clause("parag002")).to_have_attribute("data-kind", "article")
    assert peru.clauses()[5][0] == "Article 2"


def test_emphasis_and_a_reference_reach_the_others(kenya: Desk, peru: Desk) -> None:
    kenya.select("parag001", 0, 2)
    kenya.press("Control+i")
    expect(peru.clause("parag001", " em")).to_have_text("No")

    kenya.go_to("parag003")
    kenya.press("Control+k")
    kenya.type("hospitals")
    kenya.press("Enter")
    peru.sees("parag003", "Essential services are:article 1, paragraph 3 (a)")


def test_a_deleted_clause_leaves_a_mark_in_what_refers_to_it(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    kenya.press("Control+Shift+Backspace")

    peru.sees("parag002", "Each State Party shall act on [deleted clause] in good faith.")
    expect(peru.clause("parag001")).to_have_count(0)


def test_find_walks_through_what_it_found(kenya: Desk) -> None:
    kenya.go_to("title001", at="start")
    kenya.press("Control+f")
    kenya.type("essential")

    count = kenya.page.locator("#find-words [data-count]")
    expect(count).to_have_text("1 of 3")
    expect(kenya.page.locator(".found")).to_have_count(3)
    kenya.press("Enter")
    expect(count).to_have_text("2 of 3")
    kenya.press("Shift+Enter")
    expect(count).to_have_text("1 of 3")
    kenya.press("Escape")
    expect(kenya.page.locator(".found")).to_have_count(0)
    assert kenya.page.evaluate("getSelection().toString()") == "Essential"


def test_the_outline_finds_filters_and_leads(kenya: Desk) -> None:
    outline = kenya.page.locator("#outline-list li")
    expect(outline).to_have_count(9)
    kenya.page.fill("#outline-find", "waterworks")
    expect(outline).to_have_count(1)
    outline.locator("a").click()
    kenya.page.wait_for_url(f"**#{kenya.id('parag005')}")
    expect(kenya.clause("parag005")).to_have_attribute("aria-current", "true")
    expect(kenya.page.locator("#side .side-title")).to_have_text("Clause (b)")

    kenya.page.fill("#outline-find", "")
    kenya.page.locator("#outline-key button[data-status=agreed]").click()
    expect(kenya.page.locator("#outline-none")).to_be_visible()


def test_the_outline_follows_first_words_and_new_clauses(kenya: Desk, peru: Desk) -> None:
    line = f"#outline-list [data-id='{kenya.id('parag001')}'] .outline-t"
    expect(peru.page.locator(line)).to_have_text("No State Party shall interrupt an essential service.")

    kenya.go_to("parag001", at="start")
    kenya.type("Therefore: ")

    for desk in (kenya, peru):
        expect(desk.page.locator(line)).to_have_text("Therefore: No State Party shall interrupt an essential…")

    kenya.press("Enter")

    for desk in (kenya, peru):
        expect(desk.page.locator(line)).to_have_text("Therefore:")
        expect(desk.page.locator("#outline-list li")).to_have_count(10)


def test_a_deep_link_survives_renumbering(kenya: Desk, peru: Desk) -> None:
    kenya.go_to("parag001")
    kenya.press("Enter")
    kenya.type("Inserted.")
    kenya.is_saved()

    peru.open("parag003")

    expect(peru.clause("parag003")).to_have_attribute("aria-current", "true")
    expect(peru.page.locator("#side .side-title")).to_have_text("Clause 1.4")
