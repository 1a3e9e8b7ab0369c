"""What changes in voting: a round is prepared, opened, voted in, closed with its count."""

from app.voting.commands.casting import cast_ballot, cast_for
from app.voting.commands.closing import close_round
from app.voting.commands.importing import import_election
from app.voting.commands.opening import cancel_round, open_round
from app.voting.commands.preparing import (
    NewAllocation,
    NewOption,
    prepare_allocation_round,
    prepare_resolution_round,
)
from app.voting.commands.replacing import (
    ask_to_replace,
    confirm_replacement,
    refuse_replacement,
    show_replacement,
    withdraw_replacement,
)
from app.voting.commands.wishing import AreaWish, NewWishes, OptionWish, set_wishes

__all__ = [
    "AreaWish",
    "NewAllocation",
    "NewOption",
    "NewWishes",
    "OptionWish",
    "ask_to_replace",
    "cancel_round",
    "cast_ballot",
    "cast_for",
    "close_round",
    "confirm_replacement",
    "import_election",
    "open_round",
    "prepare_allocation_round",
    "prepare_resolution_round",
    "refuse_replacement",
    "set_wishes",
    "show_replacement",
    "withdraw_replacement",
]
