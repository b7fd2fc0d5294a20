"""Merging, and what a patch leaves out."""

import random
import unittest

from sensor.desired import Desired, Gap
from sensor.documents import difference, merge


class Documents(unittest.TestCase):
    def test_a_patch_is_merged_and_not_taken_as_the_whole(self) -> None:
        document = {"interval": 30, "threshold": {"min": 18.0, "max": 28.0}, "old": 1}
        merge(document, {"threshold": {"max": 26.0, "alert": True}, "old": None, "list": [1]})
        self.assertEqual(
            document,
            {
                "interval": 30,
                "threshold": {"min": 18.0, "max": 26.0, "alert": True},
                "list": [1],
            },
        )

    def test_a_difference_is_the_smallest_patch(self) -> None:
        self.assertEqual(
            difference(
                {"same": [1], "gone": 1, "deep": {"a": 1, "b": 2}, "flag": 1},
                {"same": [1], "deep": {"a": 1, "b": 3}, "flag": True, "new": {}},
            ),
            {"gone": None, "deep": {"b": 3}, "flag": True, "new": {}},
        )

    def test_merging_the_difference_gives_the_other_document(self) -> None:
        chance = random.Random(42)
        for _ in range(2000):
            before, after = _document(chance, 3), _document(chance, 3)
            patch = difference(before, after)
            merge(before, patch)
            self.assertEqual(before, after, patch)


class DesiredProperties(unittest.TestCase):
    def setUp(self) -> None:
        self.desired = Desired()
        self.desired.whole({"interval": 30, "limits": {"min": 1}, "$version": 7})

    def test_a_patch_answers_what_it_touched_as_it_is_now(self) -> None:
        self.assertEqual(
            self.desired.patch({"limits": {"max": 2}, "$version": 8}),
            {"limits": {"min": 1, "max": 2}},
        )
        self.assertEqual(self.desired.patch({"interval": None, "$version": 9}), {"interval": None})

    def test_what_was_read_already_is_ignored(self) -> None:
        self.assertIsNone(self.desired.patch({"interval": 5, "$version": 7}))
        self.assertEqual(self.desired.version, 7)

    def test_a_version_left_out_asks_for_the_whole(self) -> None:
        with self.assertRaises(Gap):
            self.desired.patch({"interval": 5, "$version": 9})
        self.assertEqual(
            self.desired.whole({"limits": {"min": 2}, "$version": 9}),
            {"interval": None, "limits": {"min": 2}},
        )


def _document(chance: random.Random, depth: int) -> dict:
    document = {}
    for key in "abc":
        kind = chance.randrange(5)
        if kind == 0 and depth > 0:
            document[key] = _document(chance, depth - 1)
        elif kind in (1, 2):
            document[key] = chance.choice([0, 1, True, False, "x", [1], [True]])
    return document


if __name__ == "__main__":
    unittest.main()
