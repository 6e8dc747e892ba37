"""The notebooks run, and what they show is what they give."""

from __future__ import annotations

import re
from math import factorial
from pathlib import Path

import nbformat
import pytest
from conftest import Golden

import gridsim

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LARGEST = 40_000  # bytes: text alone


@pytest.fixture(autouse=True)
def same_gridsim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel is another process: it has the gridsim that is tested, and no settings of whoever tests."""
    monkeypatch.setenv("PYTHONPATH", str(Path(gridsim.__file__).parents[1]))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_what_it_shows_is_what_it_gives(golden: Golden, path: Path, tmp_path: Path) -> None:
    from nbclient import NotebookClient  # which takes long, and is for this test alone

    book = nbformat.read(path, as_version=4)
    kept = dict(book.metadata)
    here = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(book, timeout=120, record_timing=False, coalesce_streams=True, resources=here).execute()
    book.metadata = nbformat.from_dict(kept)  # the kernel adds its own version
    golden(f"../../notebooks/{path.name}", nbformat.writes(book) + "\n")


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_it_is_short_printed_as_text_and_ends_with_questions(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    assert path.stat().st_size < LARGEST
    assert "## Questions" in book.cells[-1].source
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {(output.output_type, output.get("name")) for output in outputs} == {("stream", "stdout")}


def test_the_theory_told_is_that_of_erlang() -> None:
    """The waits of the second notebook's queues, three workers together at 2.4 calls an hour and one at 0.8."""

    def wait_h(workers: int, calls_per_h: float) -> float:
        begun = [calls_per_h**n / factorial(n) for n in range(workers)]
        full = calls_per_h**workers / factorial(workers) * workers / (workers - calls_per_h)
        return full / (sum(begun) + full) / (workers - calls_per_h)

    text = (NOTEBOOKS / "2-how-many-workers.ipynb").read_text(encoding="utf-8")
    told = re.search(r"Theory says ([\d.]+) h together and ([\d.]+) h alone", text)
    assert told is not None
    assert told.groups() == (f"{wait_h(3, 2.4):.2f}", f"{wait_h(1, 0.8):.0f}")


def test_there_are_three_and_their_links_lead_somewhere() -> None:
    paths = list(NOTEBOOKS.glob("*.ipynb"))
    assert len(paths) == 3
    links = [part.split(")")[0] for path in paths for part in path.read_text("utf-8").split("](")[1:]]
    assert links
    assert [link for link in links if not (NOTEBOOKS / link).exists()] == []
