"""Places: read from a list, or generated from a summary, the same city in every scenario and replication."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from gridsim.model.compile.dealing import Floats, largest_remainder
from gridsim.model.compile.laws import law_of
from gridsim.model.plan import Community
from gridsim.model.streams import Stream
from gridsim.scenario import places as written
from gridsim.vocabulary import CommunityType


def settle(places: written.Places) -> tuple[tuple[Community, ...], tuple[str, ...], tuple[str, ...]]:
    """Communities, names of subdistricts, names of districts."""
    listed = _generated(places.generate) if places.generate is not None else list(places.listed or ())
    subdistricts = tuple(dict.fromkeys(one.subdistrict for one in listed))
    districts = tuple(dict.fromkeys(one.district for one in listed))
    communities = tuple(
        Community(
            name=one.name,
            type=one.type,
            households=one.households,
            residents=one.households * one.persons_per_household,
            migrant_share=one.migrant_share,
            grids=one.grids,
            side=ceil(sqrt(one.grids)),
            subdistrict=subdistricts.index(one.subdistrict),
            district=districts.index(one.district),
            label=one.label,
        )
        for one in listed
    )
    return communities, subdistricts, districts


def _generated(city: written.Generate) -> list[written.Community]:
    types = _types(city)
    n = len(types)
    households = _households(city, n)
    shares = _migrant_shares(city, types)
    subdistrict = np.arange(n) * city.subdistricts // n
    district = subdistrict * city.districts // city.subdistricts
    return [
        written.Community.model_construct(
            name=f"c{i + 1}",
            label={},
            type=types[i],
            households=int(households[i]),
            persons_per_household=city.persons_per_household,
            migrant_share=float(shares[i]),
            grids=max(1, round(households[i] / city.households_per_grid)),
            subdistrict=f"s{subdistrict[i] + 1}",
            district=f"d{district[i] + 1}",
        )
        for i in range(n)
    ]


def _types(city: written.Generate) -> list[CommunityType]:
    """The types in their exact counts, dealt by a permutation."""
    stated = list(city.types.items())
    counts = np.array([count for _, count in stated], dtype=np.float64)
    whole = counts.astype(np.int64) if city.communities is None else largest_remainder(counts, city.communities)
    types = [kind for (kind, _), count in zip(stated, whole, strict=True) for _ in range(count)]
    return [types[i] for i in np.argsort(_uniforms(city, "types", len(types)), kind="stable")]


def _households(city: written.Generate, n: int) -> NDArray[np.int64]:
    """Drawn, then rescaled so that their mean is the stated one."""
    law, _ = law_of(city.households, 0.0)
    drawn = np.maximum(1.0, law.few_values(_uniforms(city, "households", n)))
    return np.maximum(1, largest_remainder(drawn, round(law.mean * n)))


def _migrant_shares(city: written.Generate, types: list[CommunityType]) -> Floats:
    uniforms = _uniforms(city, "migrant share", len(types))
    shares = np.zeros(len(types))
    for i, kind in enumerate(types):
        stated = city.migrant_share[kind] if isinstance(city.migrant_share, dict) else city.migrant_share
        shares[i] = law_of(stated, 0.0)[0].few_values(uniforms[i : i + 1])[0]
    return shares


def _uniforms(city: written.Generate, what: str, n: int) -> Floats:
    return Stream(1, city.seed, "places", what).next(n)[:, 0]
