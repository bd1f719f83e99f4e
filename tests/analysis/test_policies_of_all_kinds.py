"""Of invented policies in every kind of file, clauses are cut as they stand and labelled as they mean."""

from pathlib import Path

import pytest
from test_read_policy import printed_pdf
from write_policies import POLICIES, SECTIONS, WRITERS, clauses_of_section

from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.analysis.read_policy import read_policy
from policy_corpus.categories import STORY

# All sections, as other programs set them: cairo with Pango, groff, LaTeX in a narrow column and in two, LibreOffice
# from a Word file, ReportLab, WeasyPrint, and an old browser (wkhtmltopdf). Chromium's are printed anew.
PDFS = sorted(Path(__file__).with_name("pdfs").glob("*.pdf"))
RIGHT = 0.95  # of the clauses and labels of all the policies


def judged(sections: list[dict], path) -> tuple[int, int, int, int, list]:
    """Of a policy's file: how many clauses there are and are wrong, the same of labels, and what is wrong."""
    wanted = [pair for section in sections for pair in clauses_of_section(section)]
    labels = {(clause, c): stance for section in sections for clause, c, stance in section["labels"]}
    table = clauses_of(read_policy(str(path)))
    if path.suffix == ".txt":  # a heading in capitals is in capitals too before its answer
        named = {clause.lower(): clause for clause, _ in wanted}
        table["clause"] = [named.get(clause.lower(), clause) for clause in table["clause"]]
    found = list(zip(table["clause"], table["lead_in"], strict=True))
    wrong = [("lacks", *pair) for pair in wanted if pair not in found]
    wrong += [("adds", *pair) for pair in found if pair not in wanted]
    told = {(r["clause"], c): r[f"{c}_stance"] for _, r in table.iterrows() for c in STORY}
    told = {place: stance for place, stance in told.items() if stance != "none"}
    mislabelled = [
        (place, labels.get(place), told.get(place))
        for place in labels | told
        if labels.get(place) != told.get(place)
    ]
    return len(wanted), len(wrong), len(labels), len(mislabelled), [*wrong, *mislabelled]


@pytest.mark.parametrize("title", POLICIES)
def test_a_policy_is_cut_and_labelled_as_it_stands(title, tmp_path, request):
    kind, sections = POLICIES[title]
    path = tmp_path / f"policy.{kind}"
    if kind == "pdf":
        path.write_bytes(printed_pdf(request.getfixturevalue("browser"), WRITERS["html"](title, sections)))
    else:
        content = WRITERS[kind](title, sections)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    clauses, wrong, labels, mislabelled, what = judged(sections, path)
    assert wrong <= (1 - RIGHT) * clauses and mislabelled <= (1 - RIGHT) * labels, what


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_what_other_programs_print_says_the_same(path):
    clauses, wrong, labels, mislabelled, what = judged(list(SECTIONS.values()), path)
    assert clauses > 30 and labels > 10 and (wrong, mislabelled) == (0, 0), what
