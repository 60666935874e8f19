"""Settings: the written file is the default robot; what cannot be is refused with its reason."""

from importlib.resources import files
from pathlib import Path

import pytest

from agv.config import BadConfig, Config, decode, read


def test_the_written_file_is_the_default_robot() -> None:
    assert decode(files("agv").joinpath("template.toml").read_bytes()) == Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("speed = 1", "unknown field"),
        ("[motion]\ncruise = 1", "unknown field"),
        ("[motion]\ncruise_mps = -1", "> 0"),
        ("[inputs]\nbumper = 28", "<= 27"),
        ("[inputs]\nbumper = 17", "used twice: GPIO 17"),
        ("[line]\ngpios = [1, 2, 3, 4]", "3 or 5 sensors"),
        ("[geometry]\nsensor_offsets_m = [-0.036, -0.018, 0, 0.018, 0.036]", "left"),
        ("ultrasonic = []\ninfrared = []", "no obstacle sensor"),
        ("rate_hz = 20\n[safety]\nloop_s_max = 0.05", "shorter than two turns"),
        ("not toml", "agv.toml"),
    ],
)
def test_what_cannot_be_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadConfig, match=said):
        decode(text.encode())


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="holdfast-agv init"):
        read(tmp_path / "none.toml")
