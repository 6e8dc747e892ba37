"""The page in a real browser: nothing is cut off on a phone, and the summary is one sheet of paper."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from report.pages import MANIFEST, compared, many, write_special
from typer.testing import CliRunner

from gridsim.cli import app
from gridsim.report.page import page
from gridsim.report.words import Lang
from gridsim.results import Results, read

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip
PHONE, DESK = 390, 1280  # widths, px

# Pages in frames of a width each, since a window is never as narrow as a phone; what sticks out is written down.
LOOK = """<body><script>
function look(frame) {
  const page = frame.contentDocument, out = [];
  const beyond = (inner, outer) => inner.left < outer.left - 1 || inner.right > outer.right + 1
    || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  if (page.documentElement.scrollWidth > frame.clientWidth) out.push("the page: " + page.documentElement.scrollWidth);
  for (const one of page.querySelectorAll(".scroll"))
    if (one.scrollWidth > one.clientWidth + 1) out.push("a table: " + one.textContent.slice(0, 40));
  for (const one of page.querySelectorAll("svg[role=img] text")) {
    if (beyond(one.getBoundingClientRect(), one.ownerSVGElement.getBoundingClientRect())) out.push(one.textContent);
  }
  return {width: page.documentElement.clientWidth, drawings: page.querySelectorAll("svg[role=img]").length, out: out};
}
onload = () => { document.body.textContent = JSON.stringify([...document.querySelectorAll("iframe")].map(look)); };
</script>%s</body>"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return compared(tmp_path_factory.mktemp("small"))


def browse(folder: Path, address: str, *options: str) -> str:
    """What Chromium prints."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *options, address]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.slow
def test_nothing_is_cut_off_and_nothing_scrolls_sideways(results: Results, tmp_path: Path) -> None:
    seen = looked_at(tmp_path, results, many(results, 8))
    assert min(one["drawings"] for one in seen) >= 12


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["claims", "ours.yaml"],
        ["staff-for", "small.yaml", "--target", "60% attended within 12 h", "--at-most", "8"],
        ["sensitivity", "ranged.yaml", "--trajectories", "4"],
    ],
    ids=lambda command: command[0],
)
def test_nothing_is_cut_off_of_other_answers(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command[0] == "sensitivity":
        pytest.importorskip("SALib", reason="the extra `sensitivity` is not installed")
    monkeypatch.chdir(tmp_path)
    write_special(tmp_path)
    done = CliRunner().invoke(app, [*command, "--replications", "3", "--processes", "1", "--json"])
    content = read(Path(json.loads(done.stdout)["folder"]))
    looked_at(tmp_path, content)
    (tmp_path / "page.html").write_text(page(content, MANIFEST, "f", "en"), encoding="utf-8")
    assert sheets(tmp_path, "#summary") == 1


def looked_at(folder: Path, *contents: Results) -> list[dict[str, Any]]:
    """What sticks out of pages on a phone and on a desk, in both languages: nothing may."""
    languages: tuple[Lang, ...] = ("en", "zh")
    pages = [page(one, MANIFEST, "2026-03-01_abc", lang) for one in contents for lang in languages]
    frame = '<iframe width="{}" height="900" style="border:0" srcdoc="{}"></iframe>'
    frames = (frame.format(width, html.escape(one)) for one in pages for width in (PHONE, DESK))
    (folder / "look.html").write_text(LOOK % "".join(frames), encoding="utf-8")
    told = browse(folder, (folder / "look.html").as_uri(), "--dump-dom")
    found = re.search(r"<body>(.*)</body>", told, re.DOTALL)
    assert found is not None
    seen: list[dict[str, Any]] = json.loads(html.unescape(found.group(1)))
    assert [one["width"] for one in seen] == [PHONE, DESK] * len(pages)
    assert [one["out"] for one in seen] == [[]] * len(seen)
    return seen


def slow(*case: object) -> object:
    return pytest.param(*case, marks=pytest.mark.slow)


@pytest.mark.parametrize(("lang", "comparisons"), [("en", 2), slow("zh", 2), slow("en", 1), slow("en", 3)])
def test_the_summary_prints_on_one_sheet(results: Results, tmp_path: Path, lang: Lang, comparisons: int) -> None:
    html_of = page(results if comparisons == 1 else many(results, comparisons), MANIFEST, "2026-03-01_abc", lang)
    (tmp_path / "page.html").write_text(html_of, encoding="utf-8")
    assert sheets(tmp_path, "#summary") == 1


@pytest.mark.slow
def test_the_whole_prints_on_more_sheets(results: Results, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(results, MANIFEST, "2026-03-01_abc", "en"), encoding="utf-8")
    assert sheets(tmp_path, "") > 2


def sheets(folder: Path, part: str) -> int:
    """On how many sheets of paper a part of the page is printed."""
    pdf = folder / "page.pdf"
    address = (folder / "page.html").as_uri() + part
    browse(folder, address, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
