"""Policy text is found in files where it stands, and only there."""

from invented import corpus

from policy_corpus.trials.policy_text import found, runs_of


def test_runs_are_of_ten_words_whatever_case_and_marks():
    assert runs_of("One, two; three four FIVE six seven eight nine — ten!") == {
        "one two three four five six seven eight nine ten"
    }
    assert runs_of("one two three four five six seven eight nine") == set()


def test_a_sentence_of_an_archive_is_found(tmp_path):
    paths = corpus(tmp_path / "corpus")
    leak, clean = tmp_path / "leak.md", tmp_path / "clean.md"
    leak.write_text("They wrote: “We collect a scan of your face to open the shed.” So they did.")
    clean.write_text("They wrote that a scan of your face opens the shed, and nothing more than that.")
    lines = found([leak, clean], paths["archives"], paths["sources"])
    assert lines
    assert {line.partition(": ")[0] for line in lines} == {str(leak)}
