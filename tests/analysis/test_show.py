"""What `show` says of a policy of anyone's, on a terminal."""

from policy_corpus.__main__ import main
from policy_corpus.paths import DATA

EXAMPLE = DATA / "example_policy.md"


def test_the_command_shows_it_all(capsys):
    assert main(["show", str(EXAMPLE), "--sector", "marketplaces"]) == 0
    said = capsys.readouterr().out
    for part in ("By label", "By section", "sector marketplaces", "Without a like"):
        assert part in said


def test_no_control_character_reaches_the_terminal(tmp_path, capsys):
    path = tmp_path / "policy.txt"
    path.write_text("We keep \x1b[31m quokkas, zeppelins, yodelling machines and \x07 xylophones for you.")
    assert main(["show", str(path)]) == 0
    said = capsys.readouterr().out
    assert "By cluster:\nnone\n" in said
    assert "\x1b" not in said
