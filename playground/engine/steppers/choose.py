"""Which stepper trains a run: a property of spec and device, never of speed or load."""

from playground.engine.network import Network
from playground.engine.spec import Spec
from playground.engine.steppers.autograd import AutogradStepper
from playground.engine.steppers.dense import DenseStepper, fits_dense
from playground.engine.steppers.stepper import Stepper
from playground.engine.steppers.workspace import Workspace


def choose_stepper(spec: Spec, device: str) -> str:
    """Its name: `dense` for what the compiled loops can do, else `autograd`."""
    return "dense" if fits_dense(spec, device) else "autograd"


def make_stepper(name: str, spec: Spec, network: Network, workspace: Workspace) -> Stepper:
    if name == "dense":
        return DenseStepper(spec, workspace)
    return AutogradStepper(spec, network, workspace)
