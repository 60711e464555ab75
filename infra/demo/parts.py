"""Makes /parts.html of the demo site: one table of parts, just over the 2 MiB of HTML that Googlebot reads of a page."""

import pathlib

LIMIT = 2 * 1024 * 1024
PARTS = [
    ("Axle nut", 2), ("Ball bearing", 1), ("Bar tape", 14), ("Bell", 8), ("Bottom bracket", 32), ("Bottle cage", 11),
    ("Brake cable", 4), ("Brake lever", 21), ("Brake pad", 9), ("Cassette", 38), ("Chain", 20), ("Chainring", 34),
    ("Crank arm", 41), ("Derailleur", 47), ("Dynamo lamp", 58), ("Freewheel", 29), ("Gear cable", 4), ("Grip", 12),
    ("Headset", 27), ("Hub", 64), ("Inner tube", 6), ("Jockey wheel", 7), ("Mudguard", 18), ("Pedal", 25),
    ("Quick release", 13), ("Rack strut", 9), ("Rim", 44), ("Rim tape", 3), ("Saddle", 49), ("Seat post", 30),
    ("Spoke", 1), ("Stem", 28), ("Tyre", 26), ("Valve", 2),
]
MAKERS = ["Estuary", "Harrier", "Northgate", "Old Quay", "Pellworm", "Sandpiper", "Tern", "Wherry"]
FITS = ["children's bicycles", "city bicycles", "electric bicycles", "hub gears", "older frames", "touring bicycles"]


def make(frame, place):
    """Fills the page `frame` with rows until it is over the limit and writes it to `place`."""
    before, after = pathlib.Path(frame).read_text().split("@TABLE@")
    rows = ["<table>\n<thead><tr><th scope=\"col\">Number</th><th scope=\"col\">Part</th><th scope=\"col\">Fits</th>"
            "<th scope=\"col\">Price</th></tr></thead>\n<tbody>\n"]
    end = "</tbody>\n</table>"
    size = len((before + rows[0] + end + after).encode())
    number = 0
    # 4 KiB over: nobody can take it for the limit itself, and nearly all of it is read.
    while size <= LIMIT + 4096:
        name, price = PARTS[number % len(PARTS)]
        maker = MAKERS[number // len(PARTS) % len(MAKERS)]
        fits = FITS[number // 7 % len(FITS)]
        code = f"{10 + number // 900 % 90}.{10 + number // 10 % 90}.{number:05d}"
        row = f"<tr><td>{code}</td><td>{name}, {maker}</td><td>{fits}</td><td>{price}.{number * 5 % 100:02d}</td></tr>\n"
        rows.append(row)
        size += len(row)
        number += 1
    place = pathlib.Path(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(before + "".join(rows) + end + after)
