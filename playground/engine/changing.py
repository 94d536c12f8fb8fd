"""Changes a run while it trains: what a change keeps, what it renews, and the way back (undo.py).

Between two steps, always: inside a step the run goes back to the step's start and runs the phases again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.engine.change_log import note_change
from playground.engine.changes import SpecChange, begins_new_run, change_spec
from playground.engine.commands import (
    AddUnit,
    Change,
    FreezeWeight,
    InsertLayer,
    Redo,
    RemoveLayer,
    RemoveUnit,
    Set,
    SetWeight,
    Undo,
    UseSpec,
)
from playground.engine.errors import SpecError
from playground.engine.shapes import check_limits
from playground.engine.spec import Spec
from playground.engine.structure import (
    CHANNELS,
    Mapping,
    carry_over,
    invert,
    lost_layers,
    map_change,
    map_in_place,
    map_specs,
    read_values,
    write_values,
)
from playground.engine.undo import HandSet, OptimizerMemory, Undoable

if TYPE_CHECKING:
    from playground.engine.run import Run


@dataclass(frozen=True, slots=True)
class Mark:
    """What was changed when: drawn on the curve."""

    step: int
    epoch: float
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change did to a run."""

    spec: Spec
    structure: bool = False
    """The shape of the network, its features or its outputs are others now."""
    data: bool = False
    new_run: Spec | None = None
    """The spec of the run to begin instead; nothing was done to this one."""
    mark: Mark | None = None


def apply_change(run: Run, change: Change) -> Applied:
    """Raises SpecError for a change that cannot be made, and then has changed nothing."""
    if isinstance(change, Undo | Redo):
        return _take_back(run, change)
    if isinstance(change, SetWeight | FreezeWeight):
        return _set_by_hand(run, change)
    after = change_spec(run.spec, change)
    check_limits(after)
    if after == run.spec:
        return Applied(run.spec)
    if begins_new_run(run.spec, after) or (_has_not_begun(run) and has_other_start(run.spec, after)):
        return Applied(run.spec, new_run=after)
    before, phase = run.spec, run.back_to_step_start()
    name, value = _words(change)
    drag = change.drag if isinstance(change, Set) else None
    _leave_begun_drag(run, name, drag)
    is_taken_back = after == run.spec
    if not is_taken_back:
        back = _go_to(run, after, _mapping(run.spec, after, change), {}, None)
        back.name, back.drag = name, drag
        run.undo_stack.push(back)
    return _finish(run, change, before, phase, value, is_taken_back=is_taken_back)


def _leave_begun_drag(run: Run, name: str, drag: int | None) -> None:
    """A drag is one change: its next value is taken from where it began, with all that was there."""
    begun = run.undo_stack.begun_drag(name, drag)
    if begun is not None:
        run.undo_stack.done.pop()
        _go_to(run, begun.spec, begun.mapping, begun.lost, begun.optimizer)


def _take_back(run: Run, change: Undo | Redo) -> Applied:
    stack = run.undo_stack
    source, other = (stack.done, stack.undone) if isinstance(change, Undo) else (stack.undone, stack.done)
    if not source:
        raise SpecError("command", f"nothing_to_{change.name}")
    before, phase = run.spec, run.back_to_step_start()
    there = source.pop()
    if there.hand_set is not None:
        back = Undoable(there.name, run.spec, hand_set=_put(run, there.hand_set))
    else:
        back = _go_to(run, there.spec, there.mapping, there.lost, there.optimizer)
        back.name = there.name
    other.append(back)
    return _finish(run, change, before, phase, there.name)


def _finish(
    run: Run, change: Change, before: Spec, phase: str, value: Any, *, is_taken_back: bool = False
) -> Applied:
    run.refresh()
    note_change(run, change, is_taken_back=is_taken_back)
    run.play_to(phase)
    has_begun = not _has_not_begun(run)
    name = change.field if isinstance(change, Set) else change.name
    mark = Mark(run.step_number, run.progress, name, value) if has_begun else None
    return Applied(
        run.spec,
        structure=_shape(before) != _shape(run.spec),
        data=before.dataset != run.spec.dataset,
        mark=mark,
    )


# --- by hand ------------------------------------------------------------------------------------------------


def _set_by_hand(run: Run, change: SetWeight | FreezeWeight) -> Applied:
    place = _place(run, change)
    if isinstance(change, SetWeight):
        # A hand-set weight lives again, whatever L1 had done to it.
        wanted = HandSet(place, ("parameters", "dead"), (change.value, 0.0))
        value: Any = change.value
    else:
        wanted = HandSet(place, ("frozen",), (float(change.frozen),))
        value = change.frozen
    phase = run.back_to_step_start()
    run.undo_stack.push(Undoable(change.name, run.spec, hand_set=_put(run, wanted)))
    return _finish(run, change, run.spec, phase, value)


def _place(run: Run, change: SetWeight | FreezeWeight) -> int:
    layers = run.workspace.layout.layers
    if change.layer >= len(layers):
        raise SpecError("layers", "no_such_layer", {"index": change.layer})
    layer = layers[change.layer]
    if change.unit >= layer.units:
        raise SpecError(f"layers.{change.layer}.units", "no_such_unit", {"unit": change.unit})
    if change.input is None:
        return int(layer.bias.start) + change.unit
    if change.input >= layer.inputs:
        raise SpecError(f"layers.{change.layer}", "no_such_input", {"input": change.input})
    return int(layer.weights.start) + change.unit * layer.inputs + change.input


def _put(run: Run, wanted: HandSet) -> HandSet:
    """Sets one parameter's values; gives what stood there."""
    first, second = run.workspace.slots
    arrays = dict(
        zip(
            CHANNELS,
            (run.workspace.parameters, first, second, run.workspace.frozen, run.workspace.dead),
            strict=True,
        )
    )
    before = tuple(float(arrays[channel][wanted.place]) for channel in wanted.channels)
    for channel, value in zip(wanted.channels, wanted.values, strict=True):
        arrays[channel][wanted.place] = value
    run.put_on_device()
    return HandSet(wanted.place, wanted.channels, before)


# --- from one spec to another -------------------------------------------------------------------------------


def _go_to(
    run: Run, after: Spec, mapping: Mapping | None, lost: dict[int, Any], optimizer: OptimizerMemory | None
) -> Undoable:
    """Takes the run to `after` and gives the way back; `lost` and `optimizer` come back where a change took them."""
    before = run.spec
    back = Undoable("", before)
    old = read_values(run.workspace) if mapping is not None else []
    if _leaves_optimizer(before, after):
        memory = run.workspace
        back.optimizer = OptimizerMemory(memory.slots.copy(), memory.unit_steps.copy(), memory.dead.copy())
    run.use_spec(after)
    if mapping is not None:
        fresh = read_values(run.workspace)
        for index, values in lost.items():
            fresh[index] = values
        write_values(run.workspace, carry_over(old, fresh, mapping))
        norms = [layer.norm for layer in run.workspace.layout.layers]
        back.mapping, back.lost = invert(mapping, before), lost_layers(old, mapping, norms)
    if before.training.optimizer.kind != after.training.optimizer.kind:
        run.workspace.slots[:] = 0
        run.workspace.unit_steps[:] = 0
    if not _has_sticky_zeros(after):
        run.workspace.dead[:] = 0
    if optimizer is not None:
        run.workspace.slots[:] = optimizer.slots
        run.workspace.unit_steps[:] = optimizer.unit_steps
        run.workspace.dead[:] = optimizer.dead
    run.put_on_device()
    return back


def _mapping(before: Spec, after: Spec, change: SpecChange) -> Mapping | None:
    """None where the network and its data stay as they are."""
    if not has_other_start(before, after):
        return None
    if isinstance(change, InsertLayer | RemoveLayer | AddUnit | RemoveUnit):
        return map_change(before, after, change)
    if isinstance(change, Set) and change.field != "layers":
        return map_in_place(before, after)
    return map_specs(before, after)


def _has_not_begun(run: Run) -> bool:
    return run.step_number == 0


def has_other_start(before: Spec, after: Spec) -> bool:
    """Whether more than the training settings differ."""
    return before.model_copy(update={"training": after.training}) != after


def _shape(spec: Spec) -> tuple[Any, ...]:
    layers = tuple((layer.units, layer.activation, layer.norm) for layer in spec.layers)
    return spec.features, layers, spec.num_outputs, spec.loss


def _leaves_optimizer(before: Spec, after: Spec) -> bool:
    kinds = (before.training.optimizer.kind, after.training.optimizer.kind)
    return kinds[0] != kinds[1] or (_has_sticky_zeros(before) and not _has_sticky_zeros(after))


def _has_sticky_zeros(spec: Spec) -> bool:
    """Plain SGD with L1 keeps a weight at zero that it carried across."""
    return spec.training.optimizer.kind == "sgd" and spec.training.regularization.kind == "l1"


def _words(change: SpecChange) -> tuple[str, Any]:
    """Name and value of a change, as a mark shows them."""
    if isinstance(change, Set):
        return change.field, change.value
    if isinstance(change, UseSpec):
        return change.name, None
    return change.name, (change.index if isinstance(change, InsertLayer | RemoveLayer) else change.layer) + 1
