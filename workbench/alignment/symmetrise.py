"""Links of two directions made one.

After Koehn et al. 2003 (https://aclanthology.org/N03-1017) and the Moses manual, whose ``grow-diag-final`` these are:
sets of links ``(source, target)``, ``forward`` read target word by target word, ``backward`` by the model of the other
direction. Words beside each other or across a corner are neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Set

from workbench.alignment.links import Link, Links

_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def intersection(forward: Set[Link], backward: Set[Link]) -> Links:
    """Links of both: few and sure."""
    return frozenset(forward & backward)


def union(forward: Set[Link], backward: Set[Link]) -> Links:
    """Links of either: many, less sure."""
    return frozenset(forward | backward)


def grow_diag(forward: Set[Link], backward: Set[Link]) -> Links:
    """The intersection, and links of the union beside it while one of their two words has none yet."""
    return _grown(forward, backward).links


def grow_diag_final(forward: Set[Link], backward: Set[Link]) -> Links:
    """`grow_diag`, then links of either direction that have a word without any."""
    return _finished(forward, backward, lambda free_source, free_target: free_source or free_target)


def grow_diag_final_and(forward: Set[Link], backward: Set[Link]) -> Links:
    """`grow_diag`, then links of either direction both of whose words have none."""
    return _finished(forward, backward, lambda free_source, free_target: free_source and free_target)


SYMMETRISERS: dict[str, Callable[[Set[Link], Set[Link]], Links]] = {
    "intersection": intersection,
    "union": union,
    "grow-diag": grow_diag,
    "grow-diag-final": grow_diag_final,
    "grow-diag-final-and": grow_diag_final_and,
}


class _Growing:
    """A set of links that knows which words have one."""

    def __init__(self, links: Set[Link]):
        self._links = set(links)
        self._sources = {source for source, _ in links}
        self._targets = {target for _, target in links}

    def __contains__(self, link: Link) -> bool:
        return link in self._links

    @property
    def links(self) -> Links:
        return frozenset(self._links)

    def free(self, link: Link) -> tuple[bool, bool]:
        """Whether its source word and its target word have no link yet."""
        return link[0] not in self._sources, link[1] not in self._targets

    def add(self, link: Link) -> None:
        self._links.add(link)
        self._sources.add(link[0])
        self._targets.add(link[1])


def _by_target(link: Link) -> Link:
    return link[::-1]


def _grown(forward: Set[Link], backward: Set[Link]) -> _Growing:
    either, found = forward | backward, _Growing(forward & backward)
    order = sorted(either, key=_by_target)
    changed = True
    while changed:
        changed = False
        # Links added on the way are grown from too, in the same round where they come later.
        for source, target in filter(found.__contains__, order):
            for across, along in _NEIGHBOURS:
                near = source + across, target + along
                if near in either and any(found.free(near)):
                    found.add(near)
                    changed = True
    return found


def _finished(forward: Set[Link], backward: Set[Link], wanted: Callable[[bool, bool], bool]) -> Links:
    found = _grown(forward, backward)
    for direction in (forward, backward):
        for link in sorted(direction, key=_by_target):
            if wanted(*found.free(link)):
                found.add(link)
    return found.links
