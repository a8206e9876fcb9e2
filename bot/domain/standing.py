"""Where a job stands in line. `bot.storage.standing` counts the same in SQL.

What is said is the order in which jobs will start if nobody else comes. It is exact where all guilds weigh the same and
all jobs cost the same. Beyond that three things are left out, on purpose: every other job is taken to cost as much as
this one, since what each will cost would have to be read job by job; of two who reach the same point of virtual time
with different weights it is not known who gets there first; and caps delay everybody, which `fairness.expected_wait`
minds. So other weights make it wrong by one for each guild at most; and where jobs cost up to c it is wrong by a
factor of c at most, after two were added for each guild and member.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.fairness import BOUND, GuildLine, MemberLine, Standing, Waiting, charge


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A job's point on one floor of the line: among guilds, or among the members of one."""

    place: tuple[int, int, int]
    """Of the guild or member it belongs to: turn, time of the last service, id."""
    number: int
    """1 for the first of that guild's or member's jobs."""
    latest: int
    """The latest virtual time at which anybody on this floor was served."""
    charge: int
    """The virtual time each of those jobs takes."""

    @property
    def arrival(self) -> int:
        """The virtual time at which the first of those jobs starts."""
        return max(self.place[0], self.latest)

    @property
    def start(self) -> int:
        """The virtual time at which this one starts."""
        return self.arrival + (self.number - 1) * self.charge

    def outrun_by(self, place: tuple[int, int, int], charge: int) -> int:
        """How many jobs the guild or member at `place` starts before this one, if it has that many."""
        arrival = max(place[0], self.latest)
        # Who reaches the same time first: whoever came later to where both began, else whoever stands before the other.
        first = arrival > self.arrival or (arrival == self.arrival and place < self.place)
        return max(0, self.start - arrival + charge - 1 + first) // charge


def standing(guilds: Iterable[GuildLine], job: Waiting) -> Standing:
    """Where `job`, which is in line or on its way there, stands."""
    known = tuple(guilds)
    home, owner = next((guild, member) for guild in known for member in guild.members if job in member.coming)
    own = sum(each.rank < job.rank for each in owner.coming)
    inside = Spot(place=owner.place, number=own + 1, latest=home.member_start, charge=charge(job.cost, 1.0))
    in_guild = own + sum(_before(inside, mate) for mate in home.members if mate is not owner)
    latest = max(guild.start for guild in known)
    outside = Spot(place=home.place, number=in_guild + 1, latest=latest, charge=charge(job.cost, home.weight))
    ahead = in_guild + sum(_guild_before(outside, job, guild) for guild in known if guild is not home)
    return Standing(
        ahead=min(BOUND, ahead),
        in_guild=min(BOUND, in_guild),
        own=min(BOUND, own),
        guild_cap=home.cap,
        member_cap=home.member_cap,
    )


def _before(spot: Spot, mate: MemberLine) -> int:
    return min(len(mate.coming), spot.outrun_by(mate.place, spot.charge))


def _guild_before(spot: Spot, job: Waiting, guild: GuildLine) -> int:
    coming = sum(len(member.coming) for member in guild.members)
    return min(coming, spot.outrun_by(guild.place, charge(job.cost, guild.weight)))
