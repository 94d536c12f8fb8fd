"""The stack of ways back."""

import numpy as np

from playground.engine.spec import Spec
from playground.engine.undo import MAX_UNDO, MAX_UNDO_BYTES, OptimizerMemory, Undoable, UndoStack


def test_it_keeps_the_last_fifty():
    stack = UndoStack()
    for index in range(MAX_UNDO + 5):
        stack.push(Undoable(f"change {index}", Spec()))
    assert len(stack.done) == MAX_UNDO
    assert stack.done[0].name == "change 5"


def test_a_new_change_ends_what_could_be_redone():
    stack = UndoStack(undone=[Undoable("old", Spec())])
    stack.push(Undoable("new", Spec()))
    assert stack.undone == []


def test_the_newest_change_is_found_while_its_drag_goes_on():
    stack = UndoStack()
    stack.push(Undoable("rate", Spec(), drag=1))
    assert stack.begun_drag("rate", 1) is stack.done[0]
    for name, drag in (("rate", 2), ("noise", 1), ("rate", None)):
        assert stack.begun_drag(name, drag) is None


def test_the_oldest_arrays_go_first_beyond_the_limit():
    stack = UndoStack()
    slots = np.zeros((2, MAX_UNDO_BYTES // 64))  # a quarter of all
    nothing = np.zeros(0, np.int64)
    for index in range(6):
        memory = OptimizerMemory(slots, nothing, nothing.astype(np.uint8))
        stack.push(Undoable(f"change {index}", Spec(), optimizer=memory))
    assert [way.name for way in stack.done] == ["change 2", "change 3", "change 4", "change 5"]
