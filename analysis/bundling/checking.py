"""The judge of packages: every rule counted again from the problem, in plain whole numbers."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .problem import Answer, Ints, Package, Problem

NAMED = 5  # units of a package named in a sentence
SLACK = 1e-6  # of a bound that was reckoned with fractions


class _World(NamedTuple):
    """A problem as lists and sets."""

    problem: "Problem"
    names: list[str]
    lived: list[bool]
    beside: list[set[int]]


def check(problem: "Problem", answer: "Answer") -> list[str]:
    """
    What is wrong with an answer; nothing when it keeps to every rule and states its figures right.

    It shares no code with what makes packages: sums, neighbours and distances are taken from the
    arrays of the problem again. It does not judge whether a better plan exists.

    Parameters
    ----------
    problem
        What was asked.
    answer
        What was answered.

    Returns
    -------
    list of str
        One sentence a fault, with the units that it is about.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Answer, _two
    >>> from pianqu.analysis.bundling.figures import package
    >>> both = package(_two(), (0, 1), hub=0)
    >>> check(_two(), Answer("proven", (both,), both.value, both.value, 0.0, "enumerated"))
    []
    """
    world = _world(problem)
    found = [
        f"片区{_listed(world, own.members)}：{fault}"
        for own in answer.packages
        for fault in _package_faults(world, own)
    ]
    return found + list(_plan_faults(world, answer)) + list(_claims(answer))


def package_faults(problem: "Problem", package: "Package") -> list[str]:
    """
    What is wrong with one package, looked at by itself.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.figures import package
    >>> package_faults(_two(), package(_two(), (1,), hub=1))
    ['没有小区', '收支为-50分，应不少于0分']
    """
    return list(_package_faults(_world(problem), package))


def _world(problem: "Problem") -> _World:
    beside: list[set[int]] = [set() for _ in range(len(problem.units))]
    for one, other in problem.links.tolist():
        beside[one].add(other)
        beside[other].add(one)
    return _World(problem, [str(u) for u in problem.units], problem.lived.tolist(), beside)


def _listed(world: _World, members: tuple[int, ...]) -> str:
    shown = "、".join(world.names[i] for i in members[:NAMED])
    return f"“{shown}{f'等{len(members)}个' if len(members) > NAMED else ''}”"


def _package_faults(world: _World, own: "Package") -> Iterator[str]:
    if list(own.members) != sorted(set(own.members)) or own.hub not in own.members:
        yield "成员应按顺序各列一次，中心应在其中"
        return
    yield from _joint_faults(world, own)
    if own.alone:
        yield from _alone_faults(world, own)
        return
    yield from _place_faults(world, own)
    rules = _own_land_faults if world.problem.limits.mode == "self" else _size_faults
    yield from rules(world, own)
    yield from _money_faults(world, own)
    yield from _service_faults(world, own)
    yield from _figure_faults(world, own)


def _place_faults(world: _World, own: "Package") -> Iterator[str]:
    problem, members = world.problem, set(own.members)
    first, end = int(problem.starts[own.hub]), int(problem.starts[own.hub + 1])
    far = members - set(problem.members[first:end].tolist())
    if far:
        yield f"“{world.names[min(far)]}”不在中心的服务距离内"
    seen, waiting = {own.hub}, [own.hub]
    while waiting:
        for unit in world.beside[waiting.pop()] & members - seen:
            seen.add(unit)
            waiting.append(unit)
    if seen != members:
        yield f"“{world.names[min(members - seen)]}”与中心不连片"
    if not any(world.lived[i] for i in members):
        yield "没有小区"


def _joint_faults(world: _World, own: "Package") -> Iterator[str]:
    members = set(own.members)
    for joint in world.problem.together:
        if members & set(joint) and set(joint) - members:
            yield f"{_listed(world, joint)}应在一起"
    for one, other in world.problem.apart:
        if one in members and other in members:
            yield f"{_listed(world, (one, other))}不应在一起"


def _alone_faults(world: _World, own: "Package") -> Iterator[str]:
    problem = world.problem
    if problem.limits.mode != "pool" or len(own.members) != 1 or world.lived[own.hub]:
        yield "只有统筹时，一处用地才能单独进入"
    brings = int(problem.finance[own.hub])
    if brings <= 0 or own.money != brings:
        yield f"单独进入的用地收支为{own.money}分，应为{brings}分且大于0"
    facts = (own.value, own.households, own.area, any(own.served))
    if facts != (0, 0, int(problem.area[own.hub]), False):
        yield "单独进入的用地不应有价值、户数和服务"


def _own_land_faults(world: _World, own: "Package") -> Iterator[str]:
    if not world.lived[own.hub]:
        yield "中心应为小区"
    for unit in own.members:
        if unit != own.hub and (world.lived[unit] or int(world.problem.home[unit]) != own.hub):
            yield f"“{world.names[unit]}”不是小区自己的用地"


def _size_faults(world: _World, own: "Package") -> Iterator[str]:
    limits = world.problem.limits
    single = sum(world.lived[i] for i in own.members) == 1
    for zh, counts, least, most in (
        ("户数", world.problem.households, limits.least_households, limits.most_households),
        ("面积", world.problem.area, limits.least_area, limits.most_area),
    ):
        total = _sum(counts, own)
        if total < least:
            yield f"{zh}为{total}，应不少于{least}"
        if total > most and not single:
            yield f"{zh}为{total}，应不多于{most}"


def _money_faults(world: _World, own: "Package") -> Iterator[str]:
    limits = world.problem.limits
    least = limits.floor if limits.mode == "pool" else 0
    money = _money(world, own)
    if least is not None and money < least:
        yield f"收支为{money}分，应不少于{least}分"


def _service_faults(world: _World, own: "Package") -> Iterator[str]:
    for k, service in enumerate(world.problem.services):
        need = _sum(world.problem.need[:, k], own)
        room = _sum(world.problem.capacity[:, k], own)
        if service.percent > 0 and 100 * room < service.percent * need:
            yield f"“{service.key}”容量为{room}，应不少于需求{need}的{service.percent}%"


def _figure_faults(world: _World, own: "Package") -> Iterator[str]:
    problem = world.problem
    stated = {
        "价值": (own.value, _value(world, own)),
        "收支": (own.money, _money(world, own)),
        "户数": (own.households, _sum(problem.households, own)),
        "面积": (own.area, _sum(problem.area, own)),
        "服务": (tuple(own.served), tuple(_served(world, own))),
    }
    for zh, (said, counted) in stated.items():
        if said != counted:
            yield f"{zh}写为{said}，应为{counted}"


def _sum(counts: "Ints", own: "Package") -> int:
    return sum(int(counts[i]) for i in own.members)


def _served(world: _World, own: "Package") -> list[int]:
    problem = world.problem
    return [
        min(_sum(problem.need[:, k], own), _sum(problem.capacity[:, k], own))
        for k in range(len(problem.services))
    ]


def _earned(world: _World, own: "Package", each: "Callable[..., int]") -> int:
    served = _served(world, own)
    return sum(each(service) * served[k] for k, service in enumerate(world.problem.services))


def _money(world: _World, own: "Package") -> int:
    income = _earned(world, own, lambda service: service.income)
    return _sum(world.problem.finance, own) + income - world.problem.limits.overhead


def _value(world: _World, own: "Package") -> int:
    problem, total = world.problem, 0
    for place in range(int(problem.starts[own.hub]), int(problem.starts[own.hub + 1])):
        if int(problem.members[place]) in own.members:
            total += int(problem.gain[place])
    return total + _earned(world, own, lambda service: service.value) - problem.limits.cost


def _plan_faults(world: _World, answer: "Answer") -> Iterator[str]:
    problem, limits = world.problem, world.problem.limits
    if answer.status in ("infeasible", "no_answer"):
        if answer.packages or answer.value:
            yield "没有方案时不应列出片区"
        return
    times = Counter(unit for own in answer.packages for unit in own.members)
    yield from (f"“{world.names[i]}”在{many}个片区中" for i, many in times.items() if many > 1)
    for unit, needed in enumerate(problem.must.tolist()):
        if needed and not times[unit]:
            yield f"“{world.names[unit]}”应在片区中"
    counted = sum(not own.alone for own in answer.packages)
    if limits.most_packages is not None and counted > limits.most_packages:
        yield f"片区有{counted}个，应不多于{limits.most_packages}个"
    if limits.mode == "pool":
        yield from _pool_faults(problem, answer)


def _pool_faults(problem: "Problem", answer: "Answer") -> Iterator[str]:
    balance = [int(drawn) for drawn in limits] if (limits := problem.limits.money) else []
    for own in answer.packages:
        pools = {int(problem.pool[i]) for i in own.members}
        if len(pools) > 1:
            yield f"片区跨了{len(pools)}个统筹范围"
        balance[min(pools)] += own.money
    yield from (f"第{g}个统筹范围缺{-left}分" for g, left in enumerate(balance) if left < 0)


def _claims(answer: "Answer") -> Iterator[str]:
    """What an answer says of itself: its sum, its bound, its gap and its status."""
    value = sum(own.value for own in answer.packages)
    if answer.value != value:
        yield f"方案价值写为{answer.value}，应为{value}"
    if answer.status in ("infeasible", "no_answer"):
        return
    slack = SLACK * max(1.0, abs(value))
    if answer.bound < value - slack:
        yield f"上界{answer.bound}小于方案价值{value}"
    if answer.status == "proven" and answer.bound >= value + 1:
        yield f"上界{answer.bound}比方案价值{value}大1以上，不能算作证明"
    gap = (answer.bound - value) / max(1, abs(value))
    if not math.isclose(gap, answer.gap, abs_tol=1e-9) and math.isfinite(gap):
        yield f"差距写为{answer.gap}，应为{gap}"
