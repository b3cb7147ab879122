"""Give every line a wording of its own for the messages it sends, which outlives its number and its name.

The phrases are invented, name no drug and no number, and say nothing of those who are made to work for a line.
"""

from __future__ import annotations

from linesmap.ingest.synthetic.draws import Draws

__all__ = ["Wordings", "message"]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


_OPENINGS = _phrases(
    """
    Morning all | Yo yo | Back on it | Hello my people | Easy fam | Good evening | Wakey wakey | Hi its me | Right then
    | Rise n shine | Special news | Good times | All my regulars | Sunny day | Weekend vibes | Alright | On road now
    | Fresh start | Big up | Listen up
    """
)
_NEWS = _phrases(
    """
    we are live | best in town is here | fully stocked | phone is on | new batch just landed | no waiting today
    | about all day | same quality as always | on the move now | ready when you are | come and see me | straight to you
    | all back to normal | doors are open | dont miss out | quality not quantity | both on top form | ring me first
    | no messing | here for you
    """
)
_DEALS = _phrases(
    """
    2 for 15 | 3 for 25 | 5 for 40 | 7 for 50 | buy 4 get 1 | bring a friend get 1 free | 2 for 18 | 4 for 30 | 6 for 50
    | 3 for 20 | first one half price | 10 for 70 | big ones only today | happy hour till 6 | deals on all day
    | 4 for 35 | 5 for 45 | half now | same price as last week | extra on every order
    """
)
_HOURS = _phrases(
    """
    open 8 till late | open 24 7 | from 9 in the morning | until midnight | till 3am | all weekend | 7 days | 10 to 10
    | day n night | open now | early doors | closed sundays | last orders at 11 | half 7 till half 2 | back at noon
    | every day | no nights | friday till sunday | from 7 sharp | till the lot is gone
    """
)
_CLOSINGS = _phrases(
    """
    ring dont text | text only pls | call me | holla | just ring | get at me | pass it on | tell a friend
    | delete old msgs | be quick | exact money | no tick | no change | same spot | usual place | bless | stay safe
    | one love | thank u | respect
    """
)
_ENDINGS = _phrases(
    """
    !! | ... | ! | x | xx | ok | :) | !!! | ;) | peace | A1 | 100 | ++ | yeah | now | pls | today | asap | thanks | safe
    """
)


class Wordings:
    """Give out wordings; none of their phrases is given to two lines.

    Parameters
    ----------
    draws
        Source of randomness.
    """

    def __init__(self, draws: Draws) -> None:
        self._left = [
            [text for _, text in sorted((draws.unit(), f"{first} {second}") for first in firsts for second in seconds)]
            for firsts, seconds in ((_OPENINGS, _NEWS), (_DEALS, _HOURS), (_CLOSINGS, _ENDINGS))
        ]

    def take(self) -> tuple[str, ...]:
        """Give the phrases of one line: an opening, an offer and a closing."""
        return tuple(phrases.pop() for phrases in self._left)


def message(wording: tuple[str, ...], draws: Draws) -> str:
    """Write a message of a line: its phrases in order, now and then without one of them.

    Parameters
    ----------
    wording
        The phrases of the line.
    draws
        Source of randomness.

    Returns
    -------
    text
        Such as would stand between quotation marks.
    """
    left_out = draws.whole(0, 2 * len(wording))
    return ". ".join(phrase for position, phrase in enumerate(wording) if position != left_out)
