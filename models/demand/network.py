"""The forecasting network without any library but numpy: reads flat weights and runs them. It is
what runs where onnxruntime does not, and what onnxruntime is compared with."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Self

import msgspec
import numpy as np
import numpy.typing as npt

from models.demand.features import SCHEMA, WIDTH
from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D

Single = npt.NDArray[np.float32]
FORMAT = 1
EPSILON = 1e-5
"""Of the layer norms, as torch has it."""
SHIFT = 1.0
BYTE_MAX = 127


class WeightsRefused(ValueError):
    """Bytes that are no weights of this network. `code`: malformed, too_new, other_features or
    bad_shape."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Outputs(NamedTuple):
    """In units of each row's scale: daily quantiles and quantiles of the mean up to each day, both
    [rows, HORIZON_D, levels], and means [rows, HORIZON_D]."""

    daily: Single
    summed: Single
    mean: Single


class Tensor(msgspec.Struct, frozen=True):
    """One array, C order, little endian. i1: bytes times a scale per row."""

    shape: tuple[int, ...]
    kind: Literal["f4", "i1"]
    data: bytes
    scales: bytes = b""


class Weights(msgspec.Struct, frozen=True):
    """All arrays by name, as torch names them, and the inputs they were fitted to."""

    format: int
    features: str
    tensors: dict[str, Tensor]


_DECODER = msgspec.msgpack.Decoder(Weights)
_ENCODER = msgspec.msgpack.Encoder()


class Network:
    """Ready to run."""

    def __init__(self, arrays: Mapping[str, Single]) -> None:
        self._arrays = dict(arrays)
        blocks = {name.split(".")[1] for name in arrays if name.startswith("blocks.")}
        self._blocks = [f"blocks.{number}" for number in sorted(blocks, key=int)]
        self._check()

    @classmethod
    def load(cls, weights: bytes) -> Self:
        """Raises WeightsRefused."""
        try:
            read = _DECODER.decode(weights)
            if read.format > FORMAT:
                raise WeightsRefused("too_new", f"weights of format {read.format}")
            if read.features != SCHEMA:
                raise WeightsRefused("other_features", f"inputs {read.features}, not {SCHEMA}")
            arrays = {name: _array(tensor) for name, tensor in read.tensors.items()}
        except (msgspec.MsgspecError, ValueError) as error:
            if isinstance(error, WeightsRefused):
                raise
            raise WeightsRefused("malformed", str(error)) from error
        try:
            return cls(arrays)
        except (KeyError, IndexError, ValueError) as error:
            raise WeightsRefused(
                "bad_shape", f"weights that do not fit together: {error}"
            ) from error

    def run(self, inputs: Single) -> Outputs:
        """[rows, WIDTH]."""
        x = self._linear("first", inputs)
        for block in self._blocks:
            x = x + self._block(block, x)
        rows = inputs.shape[0]
        daily, summed = (
            self._linear(head, x).reshape(rows, HORIZON_D, len(LEVELS))
            for head in ("daily", "summed")
        )
        return Outputs(
            np.cumsum(_softplus(daily - SHIFT), axis=2),
            np.cumsum(_softplus(summed - SHIFT), axis=2),
            _softplus(self._linear("mean", x)),
        )

    def _block(self, name: str, x: Single) -> Single:
        arrays = self._arrays
        centred = x - x.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + EPSILON)
        normed = centred / spread * arrays[f"{name}.norm.weight"] + arrays[f"{name}.norm.bias"]
        risen = self._linear(f"{name}.rise", normed)
        return self._linear(f"{name}.fall", risen * _sigmoid(risen))

    def _linear(self, name: str, x: Single) -> Single:
        found: Single = x @ self._arrays[f"{name}.weight"].T + self._arrays[f"{name}.bias"]
        return found

    def _check(self) -> None:
        """By running it once: what does not fit raises, and so do values that are no numbers."""
        found = self.run(np.zeros((1, WIDTH), dtype=np.float32))
        if found.mean.shape != (1, HORIZON_D) or not np.isfinite(found.summed).all():
            raise ValueError("outputs of another shape, or no numbers")


def pack(arrays: Mapping[str, Single], *, in_bytes: bool) -> bytes:
    """Flat weights. `in_bytes`: matrices as 8-bit numbers with a scale per row, a quarter of the
    size."""
    tensors = {name: _tensor(array, in_bytes=in_bytes) for name, array in arrays.items()}
    return _ENCODER.encode(Weights(FORMAT, SCHEMA, tensors))


def _tensor(array: Single, *, in_bytes: bool) -> Tensor:
    if not in_bytes or array.ndim < 2:
        return Tensor(array.shape, "f4", array.astype("<f4").tobytes())
    scales = np.maximum(np.abs(array).max(axis=1), 1e-12) / BYTE_MAX
    data = np.rint(array / scales[:, None]).astype(np.int8)
    return Tensor(array.shape, "i1", data.tobytes(), scales.astype("<f4").tobytes())


def _array(tensor: Tensor) -> Single:
    flat = np.frombuffer(tensor.data, dtype="<f4" if tensor.kind == "f4" else np.int8)
    array = flat.reshape(tensor.shape).astype(np.float32)
    if tensor.kind == "i1":
        array = array * np.frombuffer(tensor.scales, dtype="<f4").reshape(-1, 1)
    return array


def _sigmoid(x: Single) -> Single:
    found: Single = (np.tanh(x * np.float32(0.5)) + 1) * np.float32(0.5)
    return found


def _softplus(x: Single) -> Single:
    found: Single = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return found
