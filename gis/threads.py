"""Tasks done side by side, each with a tool of its own: who does which changes no result."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

Tool = TypeVar("Tool")


def each(task: Callable[[int, Tool], None], count: int, tools: Sequence[Tool]) -> None:
    """
    Do the tasks 0 to `count`, as many at a time as there are tools.

    Parameters
    ----------
    task
        Called with the number of the task and a tool that no other task holds meanwhile.
    count
        How many tasks.
    tools
        Such as workspaces; with one, the tasks are done in turn and without a thread.

    Examples
    --------
    >>> done = [0, 0, 0]
    >>> def work(number, tool):
    ...     done[number] = tool * number
    >>> each(work, 3, [10])
    >>> done
    [0, 10, 20]
    """
    idle: SimpleQueue[Tool] = SimpleQueue()
    for tool in tools:
        idle.put(tool)

    def borrow(number: int) -> None:
        tool = idle.get()
        try:
            task(number, tool)
        finally:
            idle.put(tool)  # or the other threads would wait for ever

    if len(tools) <= 1:
        for number in range(count):
            borrow(number)
        return
    with ThreadPoolExecutor(len(tools)) as pool:
        list(pool.map(borrow, range(count)))
