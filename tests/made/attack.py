"""An attacker of the public profile: what is printed together as sums of counts, and the counts these determine."""

import re
from collections import defaultdict
from itertools import count

import numpy as np

FAR = 10**6
SLACK = "slack"


class Knowledge:
    """What an attacker knows: bounds of counts by name, and sums of them, each a mapping to factors, that are zero."""

    def __init__(self):
        self.low, self.high, self.sums, self.numbers = {}, {}, [], count()

    def count(self, *name, printed=None, least=0, most=FAR):
        """A count by name; known where it is printed."""
        low, high = (least, most) if printed is None else (printed, printed)
        self.low[name], self.high[name] = max(low, self.low.get(name, -FAR)), min(high, self.high.get(name, FAR))
        return name

    def adds_up(self, total, parts):
        """A total is the sum of its parts; so is what is not printed of it, all together."""
        for name in (total, *parts):
            self.count(*name)
        self.sums.append({total: 1, **dict.fromkeys(parts, -1)})
        hidden = [part for part in parts if self.low[part] < self.high[part]]
        if 1 < len(hidden) < len(parts):
            self.sums.append({self.count("together", *hidden): 1, **dict.fromkeys(hidden, -1)})

    def rest(self, name, whole, parts, least=0):
        """What a whole has beside its parts is a count of its own."""
        for one in (whole, *parts):
            self.count(*one, least=-FAR)
        self.sums.append({self.count(*name, least=least): 1, whole: -1, **dict.fromkeys(parts, 1)})

    def at_least(self, whole, parts):
        """A whole has its parts and perhaps more, which would be no count of firms in some state."""
        self.rest((SLACK, next(self.numbers)), whole, parts)

    def determined(self):
        """The counts that can have one value only."""
        while self._narrowed() or self._solved():
            pass
        wrong = [name for name in self.low if self.low[name] > self.high[name]]
        assert not wrong, f"what is printed contradicts itself: {wrong[:3]}"
        return {name: low for name, low in self.low.items() if low == self.high[name]}

    def _narrowed(self):
        """Whether bounds became narrower by what the other counts of a sum are at least and at most."""
        is_narrowed = False
        for terms in self.sums:
            ends = {name: sorted((n * self.low[name], n * self.high[name])) for name, n in terms.items()}
            least, most = (sum(end[side] for end in ends.values()) for side in (0, 1))
            for name, n in terms.items():
                rest = sorted((n * (ends[name][0] - least), n * (ends[name][1] - most)))
                low, high = max(self.low[name], rest[0]), min(self.high[name], rest[1])
                if (low, high) != (self.low[name], self.high[name]) and low <= high:
                    self.low[name], self.high[name], is_narrowed = low, high, True
                elif low > high:
                    self.low[name], self.high[name] = low, high
                    return False
        return is_narrowed

    def _solved(self):
        """Whether the sums together determine a count that the bounds leave open."""
        home = {name: name for name in self.low if self.low[name] < self.high[name]}  # another count of its system

        def first(name):
            while home[name] != name:
                name = home[name]
            return name

        sums = [(terms, [name for name in terms if name in home]) for terms in self.sums]
        sums = [(terms, names) for terms, names in sums if names]
        for _, names in sums:
            home |= {first(name): first(names[0]) for name in names}
        systems = defaultdict(list)
        for terms, names in sums:
            systems[first(names[0])].append(terms)
        found = [self._solve(sorted(home.keys() & set().union(*of), key=str), of) for of in systems.values()]
        return any(found)

    def _solve(self, unknown, sums):
        """Whether sums that share their unknown counts with no other determine one of these."""
        matrix = np.array([[terms.get(name, 0) for name in unknown] for terms in sums])
        known = [-sum(n * self.low[name] for name, n in terms.items() if name not in unknown) for terms in sums]
        strength, directions = np.linalg.eigh(matrix.T @ matrix)
        is_fixed = strength > 1e-7  # along the other directions the counts may move and all sums still hold
        is_free = (np.abs(directions[:, ~is_fixed]) > 1e-6).any(axis=1)
        values = directions[:, is_fixed] @ (directions[:, is_fixed].T @ (matrix.T @ known) / strength[is_fixed])
        for name, value, may_move in zip(unknown, values, is_free, strict=True):
            if not may_move:
                self.low[name] = self.high[name] = round(value)
        return not is_free.all()


def numbers(sentence):
    """The counts a sentence prints, None for each that is withheld."""
    return [None if one in "…*" else int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*|…|\*", sentence)]
