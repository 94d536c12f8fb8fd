"""The texts that scripts need, in the active language, by key; {names} in braces are filled in by the page.

static/js/board-state.js hands them out as `state.text(key, params)`; a script holds no sentence itself. **Bold** and
[play], [neg], [pos] (an icon, the marks of the two classes) are for the sentence under the network alone.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from playground.experiments import choices
from playground.experiments.field_names import field_names
from playground.experiments.messages import reason_templates

Texts = dict[str, str]


def board_texts() -> Texts:
    """Every text of the JSON block `board-text`."""
    found: Texts = {}
    for part in PARTS:
        found |= part()
    return found


def _choice_texts() -> Texts:
    lists = {
        "activation": choices.activations(),
        "initial": choices.initials(),
        "norm": choices.norms(),
        "optimizer": choices.optimizers(),
        "schedule": choices.schedules(),
        "regularization": choices.penalties(),
        "loss": choices.losses(),
        "batches": choices.orders(),
        "last_batch": choices.last_batches(),
    }
    named = {f"{name}.{choice.value}": choice.name for name, list_ in lists.items() for choice in list_}
    titles = {f"title.{kind}": title for kind, title in choices.titles().items()}
    kinds = {f"dataset.{kind}": name for kind, name in choices.dataset_names().items()}
    return named | titles | kinds


def _reason_texts() -> Texts:
    refused = {f"refused.{code}": template for code, template in reason_templates().items()}
    return refused | {f"field.{path}": name for path, name in field_names().items()}


def _transport_texts() -> Texts:
    return {
        "transport.play": _("Train"),
        "transport.pause": _("Pause"),
        "transport.continue": _("Continue"),
        "share.copied": _("Copied"),
        "share.share": _("Share"),
        "share.failed": _("Copy it from the address bar"),
        "share.none": _("Given points and weights do not fit in an address."),
        "theme.auto": _("Theme: as the device"),
        "theme.light": _("Theme: light"),
        "theme.dark": _("Theme: dark"),
        "facts.parameters": _("{number} parameters"),
        "facts.rate": _("{number} epochs/s"),
        "facts.slow": _("slow motion"),
    }


def _sentence_texts() -> Texts:
    return {
        "sentence.idle.two_classes": _(
            "Press [play]**Train**. The network will learn to say, at every point of the plane, whether it is "
            "[neg] orange or [pos] blue. For now it answers at random."
        ),
        "sentence.idle.classes": _(
            "Press [play]**Train**. The network will learn to say, at every point of the plane, which class it "
            "belongs to. For now it answers at random."
        ),
        "sentence.idle.regression": _(
            "Press [play]**Train**. The network will learn to say, at every point of the plane, what value it has. "
            "For now it answers at random."
        ),
        "sentence.training": _(
            "At each step the network predicts {batch} examples, measures the loss and corrects all its weights a "
            "little; an epoch is {steps} steps."
        ),
        "sentence.training.one": _(
            "At each step the network predicts one example, measures the loss and corrects all its weights a "
            "little; an epoch is {steps} steps."
        ),
        "sentence.training.full": _(
            "At each step the network predicts all {batch} training examples, measures the loss and corrects all "
            "its weights a little; an epoch is one step."
        ),
        "sentence.paused": _(
            "**Paused after epoch {epoch}.** Press a neuron to see what it has learned, or change something and "
            "continue."
        ),
        "sentence.paused.start": _(
            "**Paused in the first epoch.** Press a neuron to see what it has learned, or change something and "
            "continue."
        ),
        "sentence.stopped.epoch": _("**Stopped at epoch {epoch}, as asked.** Continue to train on."),
        "sentence.stopped.loss": _(
            "**Target reached at epoch {epoch}: the test loss is {loss}.** Continue to train on."
        ),
        "sentence.diverged": _(
            "**Diverged at epoch {epoch}.** With a learning rate of {rate} each correction was larger than the one "
            "before and the loss grew without bound."
        ),
        "sentence.diverged.first": _(
            "**Diverged in the first epoch.** With a learning rate of {rate} each correction was larger than the one "
            "before and the loss grew without bound."
        ),
        "sentence.diverged.weights": _(
            "**Diverged at epoch {epoch}.** Some numbers grew beyond what a computer can hold. Begin again from the "
            "initial weights."
        ),
        "remedy.rate": _("Restart with rate {rate}"),
        "remedy.reset": _("Restart"),
        "sentence.connecting": _("Connecting to the trainer…"),
        "sentence.lost": _("**The connection is lost.** Trying again; your network is kept."),
        "sentence.refused": _("**That was not possible.** {reason}"),
        "sentence.notice": "{reason}",
        "sentence.reload": _("Reload the page"),
    }


def _phase_texts() -> Texts:
    return {
        "phase.input": _("Input"),
        "phase.forward": pgettext("phase", "Forward"),
        "phase.loss": _("Loss"),
        "phase.backward": pgettext("phase", "Backpropagation"),
        "phase.update": pgettext("phase", "Update"),
        "sentence.phase.input": _(
            "**Input.** A batch of examples is taken; its features enter from the left."
        ),
        "sentence.phase.forward": _(
            "**Forward.** Each neuron adds up what reaches it through its weights, and its activation responds."
        ),
        "sentence.phase.loss": _(
            "**Loss.** The answer is compared with the target: the further apart, the larger the loss."
        ),
        "sentence.phase.backward": _(
            "**Backpropagation.** From right to left each weight receives its gradient: how much it mattered."
        ),
        "sentence.phase.update": _(
            "**Update.** Each weight moves a little against its gradient. End of the step."
        ),
    }


def _hint_texts() -> Texts:
    return {
        "hint.cannot_converge": _(
            "**That cannot converge.** Learning rate × strength is {product}: from {limit} on, each step of L2 "
            "throws every weight further than it was."
        ),
        "hint.anyway": _("Do it anyway"),
        "hint.dead.one": _(
            "**One neuron is dead:** in layer {layer}, its ReLU answers 0 everywhere, so nothing can correct it. "
            "Leaky ReLU or a lower learning rate avoids that."
        ),
        "hint.dead.many": _(
            "**{count} neurons are dead:** their ReLU answers 0 everywhere, so nothing can correct them. Leaky ReLU "
            "or a lower learning rate avoids that."
        ),
        "hint.saturated": _(
            "**{count} of {total} neurons are saturated:** they answer only −1 or 1, where tanh is flat and hardly "
            "lets a gradient through. Smaller weights (L2) or a lower learning rate help."
        ),
        "hint.saturated.sigmoid": _(
            "**{count} of {total} neurons are saturated:** they answer only 0 or 1, where the sigmoid is flat and "
            "hardly lets a gradient through. Smaller weights (L2) or a lower learning rate help."
        ),
        "hint.gap": _(
            "**The network is learning the training data by heart:** its test loss is {ratio} times the training "
            "loss and rising. More examples, regularisation or fewer neurons help."
        ),
        "hint.no_progress": _(
            "**The loss has hardly moved for {epochs} epochs.** Try another learning rate, more neurons or other "
            "features."
        ),
        "hint.zero": _(
            "**All neurons of a layer do the same,** because they began the same. Choose other initial weights."
        ),
    }


def _network_texts() -> Texts:
    return {
        "network.label": _("Diagram of the network"),
        "layer.input": _("Input"),
        "layer.output": _("Output"),
        "layer.name": _("Layer {number}"),
        "layer.settings": _("Layer {number}, settings"),
        "layer.neurons": _("Neurons of layer {number}"),
        "layer.insert": _("Add a layer after layer {number}"),
        "layer.insert.first": _("Add a layer after the input"),
        "layer.remove": _("Remove layer {number}"),
        "layer.remove.this": _("Remove this layer"),
        "layer.strip": _("Layer {number}, {count} neurons: arrow keys choose one"),
        "layer.activation": _("Activation"),
        "layer.initial": _("Initial weights"),
        "layer.dropout": _("Dropout"),
        "layer.norm": _("Normalisation"),
        "features.count": _("{on} of {all}"),
        "features.more": _("Show all features"),
        "feature.name": _("Feature {feature}"),
        "limit.features": _("The network needs at least one feature."),
        "limit.layers": _("{most} layers is the most."),
        "limit.units": _("{most} neurons is the most."),
        "unit.add": _("Add a neuron to layer {number}"),
        "unit.remove": _("Remove a neuron from layer {number}"),
        "unit.name": _("Neuron {unit}, layer {layer}"),
        "unit.output": _("Output neuron"),
        "unit.output.class": _("Output neuron of class {unit}"),
        "math.sin": pgettext("function", "sin"),
        "math.cos": pgettext("function", "cos"),
        "card.close": _("Close"),
        "card.map": _("Its response over the plane: point at a place to see its numbers there"),
        "card.bias": _("bias"),
        "card.at": pgettext("place on the plane", "at ({x1}, {x2})"),
        "card.norm.batch": _("Its sum is normalised over the batch before the activation."),
        "card.norm.layer": _("Its sum is normalised over the layer before the activation."),
        "weight.of": _("Weight of {input}"),
        "weight.freeze": _("Freeze: {weight}"),
    }


def _result_texts() -> Texts:
    return {
        "result.title": _("Result"),
        "result.test": _("Test data"),
        "result.discretize": _("No shades"),
        "result.class": _("class {class}"),
        "result.class.value": _("class {class}: {value}"),
        "result.summary.two_classes": _(
            "What the network answers at every point of the plane, orange or blue, with the data on it. "
            "Test accuracy: {metric}."
        ),
        "result.summary.classes": _(
            "Which class the network answers at every point of the plane, with the data on it. "
            "Test accuracy: {metric}."
        ),
        "result.summary.regression": _(
            "What value the network answers at every point of the plane, with the data on it. "
            "RMSE on test data: {metric}."
        ),
        "result.summary.unit": _("How this neuron responds at every point of the plane: {unit}"),
        "metric.accuracy": _("test accuracy"),
        "metric.rmse": _("test RMSE"),
    }


def _curve_texts() -> Texts:
    return {
        "curve.loss": _("Loss"),
        "curve.accuracy": _("Accuracy"),
        "curve.rmse": _("RMSE"),
        "curve.quantity": _("What the curve shows"),
        "curve.log": _("log, logarithmic scale"),
        "curve.hint": _("The loss will come down here"),
        "curve.train": pgettext("short for training loss", "train"),
        "curve.train.long": _("training"),
        "curve.test": pgettext("curve", "test"),
        "curve.epochs": _("{epochs} epochs"),
        "curve.epoch": _("epoch {epoch}"),
        "curve.column.epoch": _("Epoch"),
        "curve.at": _("Epoch {epoch}: training {train}, test {test}"),
        "curve.summary": _("{quantity} by epoch. At epoch {epoch}: training {train}, test {test}"),
        "curve.summary.diverged": _("{quantity} by epoch: it grew without bound, the run diverged"),
        "curve.table": _("Numbers of the curve"),
    }


def _table_texts() -> Texts:
    return {
        "table.confusion": _("Confusion matrix"),
        "table.residuals": _("Residuals"),
        "table.part": _("Which data"),
        "table.train": _("Training data"),
        "table.test": _("Test data"),
        "table.caption": _("Rows: the class it is. Columns: the class the network predicts."),
        "table.corner": pgettext("table", "is"),
        "table.precision": _("precision"),
        "table.recall": _("recall"),
        "table.empty": _("There are no examples."),
        "table.diverged": _("The network has diverged: there is nothing to count."),
        "table.residuals.summary": _(
            "Label minus prediction: mean {mean}, typical size {rms}. The closer to 0, the better."
        ),
    }


def _mark_texts() -> Texts:
    """What was changed during training, short enough to stand on the curve."""
    marks = {
        "training.learning_rate": _("rate {value}"),
        "training.batch_size": _("batch {value}"),
        "training.optimizer.kind": "{value}",
        "training.optimizer": _("optimiser"),
        "training.schedule.kind": _("schedule"),
        "training.schedule": _("schedule"),
        "training.regularization": _("regularisation"),
        "training.regularization.kind": "{value}",
        "training.regularization.rate": "λ {value}",
        "layers.*.activation": "{value}",
        "layers.activation": "{value}",
        "layers.dropout": _("dropout {value}%"),
        "layers.norm": _("normalisation"),
        "loss": _("loss"),
        "features": _("features"),
        "dataset.noise": _("noise {value}%"),
        "dataset.num_examples": _("{value} examples"),
        "dataset.train_share": _("share {value}%"),
        "layer.insert": _("new layer"),
        "layer.remove": _("layer removed"),
        "unit.add": _("new neuron"),
        "unit.remove": _("neuron removed"),
        "weight.set": _("weight set"),
        "weight.freeze": _("weight frozen"),
        "undo": _("undone"),
        "redo": _("redone"),
        "other": _("changed"),
    }
    chosen = (*choices.activations(), *choices.optimizers(), *choices.penalties())
    return {f"mark.{field}": text for field, text in marks.items()} | {
        f"choice.{choice.value}": choice.name for choice in chosen
    }


PARTS: tuple[Callable[[], Texts], ...] = (
    _choice_texts,
    _reason_texts,
    _transport_texts,
    _sentence_texts,
    _phase_texts,
    _hint_texts,
    _network_texts,
    _result_texts,
    _curve_texts,
    _table_texts,
    _mark_texts,
)
