"""Every invalid file of the folder says exactly what its last comments (`#! message`) say."""

from pathlib import Path

import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario.loader import load

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_says_exactly_what_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    expected = [line.removeprefix("#! ") for line in lines if line.startswith("#! ")]
    with pytest.raises(ScenarioError) as caught:
        load(name)
    assert str(caught.value).splitlines() == expected


def test_the_folder_is_there() -> None:
    assert len(FILES) >= 120


def test_every_problem_has_a_code_and_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    for name in FILES:
        with pytest.raises(ScenarioError) as caught:
            load(name)
        assert [problem for problem in caught.value.problems if not (problem.code and problem.hint)] == []
