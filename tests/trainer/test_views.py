import numpy as np

from playground.engine.shapes import Layout
from playground.engine.spec import parse_spec
from playground.trainer.messages import View
from playground.trainer.views import encode_views, gradient_view, parameter_view, unit_view
from tests.trainer.stand_in import StandInRun


class Numbers:
    def __init__(self, layout: Layout) -> None:
        self.parameters = np.arange(layout.num_parameters, dtype=float)
        self.gradients = -self.parameters
        self.buffers = 1000 + np.arange(layout.num_buffers, dtype=float)


def layout_of(*layers: dict[str, object]) -> Layout:
    return Layout.of(parse_spec({"layers": list(layers)}))


def test_parameters_without_norms_are_the_run_s_own_in_order():
    layout = layout_of({"units": 3})
    np.testing.assert_array_equal(parameter_view(layout, Numbers(layout)), np.arange(layout.num_parameters))


def test_batch_norm_s_mean_and_variance_follow_their_layer_s_scale_and_shift():
    layout = layout_of({"units": 2, "norm": "batch"}, {"units": 1, "norm": "layer"})
    expected = [*range(10), 1000, 1001, 1002, 1003, *range(10, 17)]
    # 4 weights, 2 biases, 2 scales, 2 shifts; then 2 weights, bias, scale, shift; then 1 weight, bias.
    assert parameter_view(layout, Numbers(layout)).tolist() == expected


def test_gradients_leave_norms_out():
    layout = layout_of({"units": 2, "norm": "batch"})
    np.testing.assert_array_equal(
        gradient_view(layout, Numbers(layout)), [0, -1, -2, -3, -4, -5, -10, -11, -12]
    )


def test_a_unit_is_read_in_full_precision_with_its_bias_and_frozen_flags():
    run = StandInRun(value=0.1)
    values = unit_view(run, 1, 0)
    assert values is not None
    assert values.tolist() == [1, 0, 4, *[0.1] * 5, *[0] * 5]


def test_a_unit_that_is_gone_is_left_out():
    run = StandInRun()
    assert unit_view(run, 9, 0) is None
    assert [section.view for section in encode_views(run, (View("values", 0, 60), View("parameters")))] == [
        "row",
        "parameters",
    ]


def test_the_step_view_has_a_loss_only_after_the_loss_phase():
    run = StandInRun()
    run.next_phase()
    forward = encode_views(run, (View("step"),))[1].values
    run.next_phase()
    loss = encode_views(run, (View("step"),))[1].values
    assert np.isnan(forward[0])
    assert loss.tolist() == [0.25, 4, 0, 250]
