"""The stack of ways back."""

from playground.engine.spec import Spec
from playground.engine.undo import MAX_UNDO, Undoable, UndoStack


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


def test_a_drag_keeps_the_way_back_to_its_beginning():
    stack = UndoStack()
    first = Spec()
    stack.push(Undoable("rate", first, drag=1))
    stack.push(Undoable("rate", Spec(seed=1), drag=1))
    assert len(stack.done) == 1
    assert stack.done[0].spec is first


def test_another_drag_or_another_field_is_another_change():
    stack = UndoStack()
    for name, drag in (("rate", 1), ("rate", 2), ("noise", 2), ("noise", None), ("noise", None)):
        stack.push(Undoable(name, Spec(), drag=drag))
    assert len(stack.done) == 5
