"""The table of moves: no job can be stuck, none can come back."""

from bot.domain.job import CANCELLABLE, MOVES, State

ENDS = {State.DONE, State.CANCELLED, State.FAILED, State.UNKNOWN}


def _reachable(state: State) -> set[State]:
    seen, pending = set[State](), [state]
    while pending:
        here = pending.pop()
        if here not in seen:
            seen.add(here)
            pending += MOVES[here]
    return seen


def test_every_state_has_its_moves() -> None:
    """The table is complete."""
    assert set(MOVES) == set(State)


def test_every_job_can_end_and_can_fail_at_once() -> None:
    """From every state that is not an end, an end can be reached, and FAILED in one move: a bug never wedges a job.

    A question can only be answered or withdrawn, for nobody works on it.
    """
    for state in set(State) - ENDS:
        assert _reachable(state) & ENDS
        assert (State.FAILED in MOVES[state]) == (state is not State.ASKED)


def test_ends_are_final() -> None:
    """An ended job never moves again."""
    assert {state for state in State if state.ended} == ENDS
    assert all(not MOVES[state] for state in ENDS)


def test_only_a_delivered_picture_is_done() -> None:
    """DONE is reached from FETCHED alone, and UNKNOWN only while an order may be on its way."""
    assert [state for state in State if State.DONE in MOVES[state]] == [State.FETCHED]
    assert [state for state in State if State.UNKNOWN in MOVES[state]] == [State.SUBMITTING]


def test_what_can_be_cancelled_may_become_cancelled() -> None:
    """The Cancel button is offered exactly where the move exists."""
    assert {state for state in State if State.CANCELLED in MOVES[state]} == CANCELLABLE
