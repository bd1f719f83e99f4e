"""What the matches in one line mean: terms with gaps, other senses, companions, and the clause's own words."""

from policy_corpus.extract.lexicon import read_terms
from policy_corpus.extract.matches import LineMatches
from policy_corpus.extract.patterns import Scanner
from policy_corpus.extract.plain_text import LINE_START, encoded

SPEC = """
categories:
  trees:
    terms: [oak, oak ... elm .. ash]
    not: [oak chair]
    needs: [{terms: [lime], with: [leaf/leaves]}]
    whose: [{persons: users, cues: [your]}, {persons: staff, cues: [gardener]}]
stance: {collecting: [plant], negated: [never ... plant]}
"""


def matched(tmp_path, text: str):
    path = tmp_path / "lexicon.yml"
    path.write_text(SPEC, "utf-8")
    terms = read_terms(path)
    line = encoded([text])
    matches = Scanner(terms.patterns, starts=True).matches(line).get(0, [])
    found = LineMatches(line, matches, terms)
    return found, lambda offset=LINE_START: [
        (span.term, line[span.start : span.end].decode())
        for span in found.spans("trees", terms.needs["trees"], offset)
    ]


def test_a_term_with_gaps_is_found_from_its_first_part_to_its_last(tmp_path):
    _, spans = matched(tmp_path, "an oak, an old elm and an ash")
    assert spans() == [("oak", " oak,"), ("oak ... elm .. ash", " oak, an old elm and an ash ")]
    _, spans = matched(tmp_path, "an oak, an elm of much greater age than any ash")
    assert spans() == [("oak", " oak,")]
    _, spans = matched(tmp_path, "an oak. an elm and an ash")
    assert spans() == [("oak", " oak.")]


def test_other_senses_and_terms_without_their_companion_do_not_count(tmp_path):
    assert matched(tmp_path, "an oak chair")[1]() == []
    assert matched(tmp_path, "a lime")[1]() == []
    assert matched(tmp_path, "leaves of a lime")[1]() == [("lime", " lime ")]


def test_what_stands_before_the_clause_is_no_part_of_it(tmp_path):
    found, spans = matched(tmp_path, "an oak : we plant it")
    assert found.categories() == {"trees"}
    assert spans(offset=LINE_START + len("an oak : ")) == []


def test_cues_and_persons_are_told_apart(tmp_path):
    found, _ = matched(tmp_path, "your gardener may never on any day plant an oak")
    assert {name: [span.term for span in spans] for name, spans in found.cues.items()} == {
        "collecting": ["plant"],
        "negated": ["never ... plant"],
    }
    assert found.whose["trees"] == {0, 1}
