"""Who may do what, where: permissions as data (DESIGN §3).

A permission is granted when any of its predicates holds over (actor, scope). A refusal tells no more than it must:
an object outside the actor's area is hidden (404), an action no role of the actor allows is forbidden (403).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Role(StrEnum):
    """The roles of the road. A person can hold several, each for an area."""

    RESIDENT = "resident"
    REPRESENTATIVE = "representative"
    COMMUNITY_DELEGATE = "community_delegate"
    COMMUNITY_WORKER = "community_worker"
    SECRETARY = "secretary"
    SUPERVISOR = "supervisor"
    ORGANISATION_MEMBER = "organisation_member"
    STREET_HANDLER = "street_handler"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    FINANCE = "finance"
    SCRUTINEER = "scrutineer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


COMMUNITY_ROLES = frozenset(
    {
        Role.RESIDENT,
        Role.REPRESENTATIVE,
        Role.COMMUNITY_DELEGATE,
        Role.COMMUNITY_WORKER,
        Role.SECRETARY,
        Role.SUPERVISOR,
        Role.SCRUTINEER,
    }
)
STREET_ROLES = frozenset(
    {Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR}
)

APPOINTED = (COMMUNITY_ROLES | STREET_ROLES) - {Role.REPRESENTATIVE}
"""Roles that are given by appointment, which takes two people; the others have roads of their own."""


@dataclass(frozen=True)
class Grant:
    """A role in an area: a community, an organisation, or (both ``None``) the whole street."""

    role: Role
    community_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Whoever acts. ``user_id`` is ``None`` for the public and for the system."""

    user_id: int | None = None
    name: str = ""
    grants: frozenset[Grant] = field(default_factory=frozenset)

    @property
    def is_authenticated(self) -> bool:
        return self.user_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def holds(self, *roles: Role) -> bool:
        """Whether the actor holds any of ``roles``, in whatever area."""
        return not self.roles.isdisjoint(roles)

    def communities(self, *roles: Role) -> frozenset[int]:
        """Ids of the communities in which the actor holds any of ``roles``."""
        return frozenset(
            g.community_id for g in self.grants if g.role in roles and g.community_id is not None
        )

    def organisations(self) -> frozenset[int]:
        """Ids of the organisations the actor is a member of."""
        return frozenset(g.organisation_id for g in self.grants if g.organisation_id is not None)


ANYONE = Actor()
SYSTEM = Actor(name="system")


@dataclass(frozen=True)
class Scope:
    """Where an object belongs: what a predicate may know of it.

    ``private`` is still in its maker's hands: no role of a community or the street reaches it but the auditor's.
    ``maker_id`` made it as ``made_as``, and acts on it only as long as they hold that role there.
    """

    community_ids: frozenset[int] = frozenset()
    organisation_id: int | None = None
    maker_id: int | None = None
    made_as: Role | None = None
    public: bool = False
    private: bool = False

    @classmethod
    def of(
        cls,
        community_id: int | None = None,
        *,
        organisation_id: int | None = None,
        maker_id: int | None = None,
        made_as: Role | None = None,
        public: bool = False,
        private: bool = False,
    ) -> Scope:
        communities = frozenset() if community_id is None else frozenset({community_id})
        return cls(communities, organisation_id, maker_id, made_as, public, private)


Predicate = Callable[[Actor, Scope | None], bool]


class Decision(Enum):
    """What the guard answers."""

    ALLOWED = "allowed"
    SIGN_IN = "sign in"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Held:
    """Any of ``roles``, in the object's area: its community, its organisation, or the street."""

    roles: frozenset[Role]

    def __call__(self, actor: Actor, scope: Scope | None) -> bool:
        return any(self._covers(grant, scope) for grant in actor.grants if grant.role in self.roles)

    @staticmethod
    def _covers(grant: Grant, scope: Scope | None) -> bool:
        if scope is not None and scope.private and grant.organisation_id is None:
            return grant.role is Role.AUDITOR
        if scope is None or grant.role in STREET_ROLES:
            return True
        if grant.organisation_id is not None:
            return grant.organisation_id == scope.organisation_id
        return grant.community_id in scope.community_ids


def held(*roles: Role) -> Held:
    return Held(frozenset(roles))


def anyone(actor: Actor, scope: Scope | None) -> bool:
    """The public, signed in or not."""
    return True


def signed_in(actor: Actor, scope: Scope | None) -> bool:
    return actor.is_authenticated


def published(actor: Actor, scope: Scope | None) -> bool:
    """The object is public by its own state."""
    return scope is not None and scope.public


def maker(actor: Actor, scope: Scope | None) -> bool:
    """Whoever made the object, while they hold the role they made it in, where they made it: it ends with the post."""
    if scope is None or not actor.is_authenticated or actor.user_id != scope.maker_id:
        return False
    if scope.made_as is Role.ORGANISATION_MEMBER:
        return scope.organisation_id in actor.organisations()
    return scope.made_as is not None and bool(actor.communities(scope.made_as) & scope.community_ids)


@dataclass(frozen=True)
class Rule:
    """A permission's predicates; any one suffices."""

    any_of: tuple[Predicate, ...]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for p in self.any_of if isinstance(p, Held) for role in p.roles)

    @property
    def is_public(self) -> bool:
        return anyone in self.any_of


def decide(rule: Rule, actor: Actor, scope: Scope | None) -> Decision:
    """Allow, or refuse in the way that reveals least."""
    if any(predicate(actor, scope) for predicate in rule.any_of):
        return Decision.ALLOWED
    if not actor.is_authenticated:
        return Decision.SIGN_IN
    if scope is not None and (not scope.public or actor.holds(*rule.roles)):
        return Decision.HIDDEN
    return Decision.FORBIDDEN


def allowed(rule: Rule, actor: Actor, scope: Scope | None) -> bool:
    return decide(rule, actor, scope) is Decision.ALLOWED


def may(rules: Mapping[str, Rule], permission: str, actor: Actor, scope: Scope | None) -> bool:
    """Whether ``actor`` has ``permission`` on an object of ``scope`` (KeyError when it is not declared)."""
    return allowed(rules[permission], actor, scope)
