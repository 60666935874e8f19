"""Files as partners send them."""

GLN = "4012345000009"


def interchange(*messages: str, reference: str = "IC1", syntax: str = "UNOC:3") -> str:
    """Messages in their envelope."""
    head = f"UNB+{syntax}+{GLN}:14+NORTH:14+260105:0800+{reference}'"
    return "UNA:+.? '\r\n" + head + "".join(messages) + f"UNZ+{len(messages)}+{reference}'"


def message(
    kind: str, *segments: str, reference: str = "M1", release: str = "D:96A:UN:EAN008"
) -> str:
    """Segments in a message."""
    inside = "".join(f"{segment}'\r\n" for segment in segments)
    return f"UNH+{reference}+{kind}:{release}'\r\n{inside}UNT+{len(segments) + 2}+{reference}'\r\n"


ORDER = (
    "BGM+220+PO-4711+9",
    "DTM+137:20261120:102",
    "DTM+2:20261201:102",
    "FTX+ZZZ+++Ring twice?, it?'s the bell",
    f"NAD+BY+{GLN}::9",
    "NAD+SU+NORTH::9",
    "LIN+1++0765432109874:EN",
    "PIA+1+TEA:SA",
    "IMD+F++:::Tea",
    "QTY+21:48:PCE",
    "PRI+AAA:2.10",
    "LIN+2",
    "PIA+5+MUG:BP",
    "QTY+21:3.00",
    "UNS+S",
    "CNT+2:2",
)
DESPATCH = (
    "BGM+351+DEL-9+9",
    "DTM+17:202612010930:203",
    "RFF+ON:PO-1",
    "NAD+SU+TEAHOUSE::9",
    "CPS+1",
    "CPS+2+1",
    "PAC+1++201",
    "PCI+33E",
    "GIN+BJ+340123450000000017",
    "LIN+1++0765432109874:SRV",
    "QTY+12:40",
    "DTM+36:20271231:102",
    "PCI+36E",
    "GIN+BX+L-77",
    "CPS+3+1",
    "LIN+2++:EN",
    "PIA+5+MUG:SA",
    "QTY+12:6",
    "CNT+2:2",
)
