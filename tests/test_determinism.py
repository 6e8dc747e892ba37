"""Where, when and in which order a scenario is run changes nothing: the same seed, the same tables, to the last bit.

`make determinism` asks the same of other Pythons and libraries.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from conftest import Golden
from determinism.hashes import Hashes, hashes
from experiment.small import write_small

import gridsim as gs
from gridsim.engines import ENGINES
from gridsim.experiment.replications import Job
from gridsim.experiment.running import run_jobs

SCRIPT = Path(__file__).parent / "determinism" / "hashes.py"
SOURCE = Path(gs.__file__).parents[1]

# Locales that the operating system can make, with the encoding of their texts.
LOCALES = {"tr_TR": "UTF-8", "zh_CN": "GBK"}
NO_UTF8 = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PLAIN = {**NO_UTF8, "LC_ALL": "C"}

usual = cache(hashes)


def made_with(folder: Path, **variables: str) -> tuple[dict[str, str], Hashes]:
    """What a new process makes in another folder, with other variables of the environment, and what it is told."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), **variables}
    done = subprocess.run([sys.executable, SCRIPT], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return said["here"], said["hashes"]


def test_the_tables_are_those_of_every_machine(golden: Golden) -> None:
    """Another Python, library or processor that makes others shows itself here."""
    rows = []
    for name, found in usual().items():
        for table in ("issues", "work"):
            (digest,) = {found[f"{engine} {table}"] for engine in ENGINES}
            rows.append(f"{name} {table} {digest}\n")
    golden("hashes.txt", "".join(rows))


def test_another_process_elsewhere_makes_the_same(tmp_path: Path) -> None:
    told, made = made_with(tmp_path, **PLAIN, PYTHONHASHSEED="1", TZ="Asia/Urumqi")
    assert told["encoding"] in ("ascii", "us-ascii", "ansi_x3.4-1968")
    assert made == usual()


@pytest.mark.slow
@pytest.mark.parametrize(("hash_seed", "zone"), [("0", "UTC"), ("random", "America/St_Johns")])
def test_the_seed_of_hashes_and_the_time_zone_change_nothing(tmp_path: Path, hash_seed: str, zone: str) -> None:
    _, made = made_with(tmp_path, PYTHONHASHSEED=hash_seed, TZ=zone)
    assert made == usual()


@pytest.mark.slow
@pytest.mark.parametrize("name", LOCALES)
def test_the_locale_changes_nothing(tmp_path: Path, name: str) -> None:
    if shutil.which("localedef") is None:
        pytest.skip("no localedef to make a locale with")
    full = f"{name}.{LOCALES[name]}"
    done = subprocess.run(["localedef", "-i", name, "-f", LOCALES[name], tmp_path / full], capture_output=True)
    if not (tmp_path / full).exists():
        pytest.skip(f"localedef knows no {full}: {done.stderr!r}")
    told, made = made_with(tmp_path, **NO_UTF8, LOCPATH=str(tmp_path), LC_ALL=full)
    assert told["encoding"].replace("-", "") == LOCALES[name].lower().replace("-", "")
    assert made == usual()


@pytest.mark.slow
def test_a_processor_without_wide_registers_makes_the_same(tmp_path: Path) -> None:
    """Where numpy's own functions are other ones; it warns of those features that this processor has not."""
    _, made = made_with(tmp_path, NPY_DISABLE_CPU_FEATURES="AVX2 FMA3 AVX512F AVX512_SKX", PYTHONWARNINGS="ignore")
    assert made == usual()


@pytest.fixture
def small(tmp_path: Path) -> gs.Scenario:
    return gs.load(write_small(tmp_path)[0])


def test_a_replication_alone_and_in_any_order(small: gs.Scenario) -> None:
    batch = gs.run(small, replications=9, processes=1)
    for engine in ENGINES:
        alone = gs.simulate(small, seed=1, replication=7, engine=engine).hashes
        assert {name: found[7] for name, found in batch.hashes.items()} == {name: alone[name] for name in batch.hashes}
    order = np.random.default_rng(1).permutation(9).tolist()
    shuffled = run_jobs([Job("small", batch.plan, 1, replication) for replication in order], processes=1)
    for replication, replicate in zip(order, shuffled.replicates, strict=True):
        assert all(replicate.hashes[name] == found[replication] for name, found in batch.hashes.items())
    assert len(set(batch.hashes["work"])) == 9


@pytest.mark.slow
def test_two_processes_and_a_shuffled_order(small: gs.Scenario) -> None:
    batch = gs.run(small, replications=12, processes=1)
    order = np.random.default_rng(2).permutation(12).tolist()
    shuffled = run_jobs([Job("small", batch.plan, 1, replication) for replication in order], processes=2)
    for replication, replicate in zip(order, shuffled.replicates, strict=True):
        assert all(replicate.hashes[name] == found[replication] for name, found in batch.hashes.items())
