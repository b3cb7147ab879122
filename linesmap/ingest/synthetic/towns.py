"""List the towns of the story: county, force, longitude and latitude of the centre, and population.

Coordinates and populations are approximate, enough to choose real postcodes nearby; nothing else is read from them.
The counties are those people write, which are not always those of local government.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from linesmap.ingest.synthetic.forces import EXPORTERS, FORCES, NEIGHBOURS, SOUTH_WEST, force_index

__all__ = ["TOWNS", "Town", "town_index", "towns_of"]


@dataclass(frozen=True)
class Town:
    """One town; `force` is a position in `FORCES`."""

    name: str
    county: str
    force: int
    lon: float
    lat: float
    population: int


_TABLE = """
avon_and_somerset | Bristol | Bristol | -2.5879 51.4545 472000; Bath | Somerset | -2.3617 51.3811 94000
avon_and_somerset | Weston-super-Mare | Somerset | -2.9770 51.3460 82000; Taunton | Somerset | -3.1030 51.0150 60000
avon_and_somerset | Yeovil | Somerset | -2.6330 50.9420 46000; Bridgwater | Somerset | -3.0040 51.1280 41000
avon_and_somerset | Yate | South Gloucestershire | -2.4180 51.5400 28000; Clevedon | Somerset | -2.8560 51.4380 21000
avon_and_somerset | Portishead | Somerset | -2.7660 51.4820 26000; Nailsea | Somerset | -2.7600 51.4320 16000
avon_and_somerset | Keynsham | Somerset | -2.4960 51.4130 19000; Frome | Somerset | -2.3210 51.2290 28000
avon_and_somerset | Street | Somerset | -2.7400 51.1240 12000; Glastonbury | Somerset | -2.7180 51.1490 9000
avon_and_somerset | Wells | Somerset | -2.6470 51.2090 12000; Burnham-on-Sea | Somerset | -2.9970 51.2380 20000
avon_and_somerset | Minehead | Somerset | -3.4740 51.2040 12000; Chard | Somerset | -2.9630 50.8730 14000
avon_and_somerset | Wellington | Somerset | -3.2290 50.9790 15000; Shepton Mallet | Somerset | -2.5470 51.1900 11000
avon_and_somerset | Midsomer Norton | Somerset | -2.4820 51.2840 22000; Crewkerne | Somerset | -2.7960 50.8840 8000
avon_and_somerset | Wincanton | Somerset | -2.4100 51.0560 6000; Ilminster | Somerset | -2.9130 50.9270 6000
avon_and_somerset | Thornbury | South Gloucestershire | -2.5250 51.6090 14000
devon_and_cornwall | Plymouth | Devon | -4.1427 50.3755 265000; Exeter | Devon | -3.5339 50.7184 130000
devon_and_cornwall | Torquay | Devon | -3.5250 50.4619 65000; Paignton | Devon | -3.5680 50.4350 50000
devon_and_cornwall | Brixham | Devon | -3.5130 50.3940 17000; Barnstaple | Devon | -4.0580 51.0800 31000
devon_and_cornwall | Newton Abbot | Devon | -3.6110 50.5290 27000; Exmouth | Devon | -3.4130 50.6200 36000
devon_and_cornwall | Tiverton | Devon | -3.4910 50.9030 23000; Bideford | Devon | -4.2080 51.0170 19000
devon_and_cornwall | Teignmouth | Devon | -3.4960 50.5470 15000; Dawlish | Devon | -3.4670 50.5810 14000
devon_and_cornwall | Ilfracombe | Devon | -4.1140 51.2070 11000; Okehampton | Devon | -4.0030 50.7380 8000
devon_and_cornwall | Tavistock | Devon | -4.1440 50.5500 13000; Honiton | Devon | -3.1890 50.7990 12000
devon_and_cornwall | Ivybridge | Devon | -3.9220 50.3890 12000; Totnes | Devon | -3.6850 50.4310 9000
devon_and_cornwall | Sidmouth | Devon | -3.2390 50.6800 13000; Cullompton | Devon | -3.3920 50.8560 9000
devon_and_cornwall | Truro | Cornwall | -5.0510 50.2632 20000; Newquay | Cornwall | -5.0730 50.4130 23000
devon_and_cornwall | St Austell | Cornwall | -4.7880 50.3390 21000; Falmouth | Cornwall | -5.0710 50.1530 24000
devon_and_cornwall | Penzance | Cornwall | -5.5370 50.1180 21000; Camborne | Cornwall | -5.2970 50.2130 22000
devon_and_cornwall | Redruth | Cornwall | -5.2260 50.2330 15000; Bodmin | Cornwall | -4.7200 50.4710 16000
devon_and_cornwall | Bude | Cornwall | -4.5430 50.8280 9000; Saltash | Cornwall | -4.2120 50.4080 16000
devon_and_cornwall | Liskeard | Cornwall | -4.4650 50.4550 10000; Launceston | Cornwall | -4.3600 50.6370 9000
devon_and_cornwall | Hayle | Cornwall | -5.4210 50.1860 9000; St Ives | Cornwall | -5.4800 50.2110 11000
devon_and_cornwall | Helston | Cornwall | -5.2740 50.1010 11000; Wadebridge | Cornwall | -4.8360 50.5170 8000
dorset | Bournemouth | Dorset | -1.8808 50.7192 190000; Poole | Dorset | -1.9872 50.7150 150000
dorset | Christchurch | Dorset | -1.7810 50.7350 31000; Weymouth | Dorset | -2.4570 50.6140 53000
dorset | Dorchester | Dorset | -2.4370 50.7110 21000; Bridport | Dorset | -2.7590 50.7340 14000
dorset | Blandford Forum | Dorset | -2.1640 50.8570 11000; Shaftesbury | Dorset | -2.1980 51.0060 8000
dorset | Sherborne | Dorset | -2.5170 50.9470 10000; Wimborne Minster | Dorset | -1.9880 50.7990 15000
dorset | Ferndown | Dorset | -1.8990 50.8070 26000; Swanage | Dorset | -1.9590 50.6080 9600
dorset | Wareham | Dorset | -2.1110 50.6860 5500; Gillingham | Dorset | -2.2760 51.0380 12000
dorset | Verwood | Dorset | -1.8750 50.8810 15000; Lyme Regis | Dorset | -2.9360 50.7250 3600
gloucestershire | Gloucester | Gloucestershire | -2.2431 51.8642 132000
gloucestershire | Cheltenham | Gloucestershire | -2.0780 51.8990 117000
gloucestershire | Stroud | Gloucestershire | -2.2160 51.7450 32000
gloucestershire | Cirencester | Gloucestershire | -1.9700 51.7170 20000
gloucestershire | Tewkesbury | Gloucestershire | -2.1580 51.9920 20000
gloucestershire | Dursley | Gloucestershire | -2.3530 51.6810 15000
gloucestershire | Stonehouse | Gloucestershire | -2.2820 51.7470 8000; Lydney | Gloucestershire | -2.5300 51.7250 10000
gloucestershire | Cinderford | Gloucestershire | -2.5000 51.8240 8500; Coleford | Gloucestershire | -2.6160 51.7950 9000
gloucestershire | Tetbury | Gloucestershire | -2.1580 51.6380 6000; Newent | Gloucestershire | -2.4050 51.9300 5000
gloucestershire | Moreton-in-Marsh | Gloucestershire | -1.7020 51.9910 5000
wiltshire | Swindon | Wiltshire | -1.7797 51.5558 185000; Salisbury | Wiltshire | -1.7945 51.0693 45000
wiltshire | Trowbridge | Wiltshire | -2.2090 51.3200 38000; Chippenham | Wiltshire | -2.1160 51.4610 37000
wiltshire | Melksham | Wiltshire | -2.1400 51.3710 20000; Devizes | Wiltshire | -1.9950 51.3510 17000
wiltshire | Warminster | Wiltshire | -2.1790 51.2040 18000; Calne | Wiltshire | -2.0050 51.4380 19000
wiltshire | Westbury | Wiltshire | -2.1850 51.2600 16000; Corsham | Wiltshire | -2.1850 51.4330 13000
wiltshire | Royal Wootton Bassett | Wiltshire | -1.9040 51.5420 13000; Amesbury | Wiltshire | -1.7800 51.1710 14000
wiltshire | Marlborough | Wiltshire | -1.7270 51.4200 9000; Tidworth | Wiltshire | -1.6630 51.2360 11000
wiltshire | Malmesbury | Wiltshire | -2.0980 51.5840 6000; Bradford-on-Avon | Wiltshire | -2.2510 51.3470 10000
metropolitan | London | Greater London | -0.1278 51.5074 2600000; Bromley | London | 0.0140 51.4060 330000
metropolitan | Lewisham | London | -0.0117 51.4535 300000; Enfield | London | -0.0810 51.6523 330000
metropolitan | Ealing | London | -0.3050 51.5130 360000; Walthamstow | London | -0.0190 51.5840 270000
metropolitan | Wandsworth | London | -0.1910 51.4570 320000
merseyside | Liverpool | Merseyside | -2.9779 53.4084 500000; Bootle | Merseyside | -2.9890 53.4470 52000
merseyside | Birkenhead | Merseyside | -3.0230 53.3930 110000; St Helens | Merseyside | -2.7360 53.4530 105000
west_midlands | Birmingham | West Midlands | -1.8904 52.4862 1140000; Walsall | West Midlands | -1.9840 52.5860 70000
west_midlands | Wolverhampton | West Midlands | -2.1290 52.5870 260000
west_midlands | Solihull | West Midlands | -1.7780 52.4120 126000
greater_manchester | Manchester | Greater Manchester | -2.2426 53.4808 550000
greater_manchester | Salford | Greater Manchester | -2.2900 53.4870 130000
greater_manchester | Bolton | Greater Manchester | -2.4290 53.5780 180000
hampshire | Southampton | Hampshire | -1.4043 50.9097 250000; Portsmouth | Hampshire | -1.0880 50.8198 208000
hampshire | Winchester | Hampshire | -1.3130 51.0620 48000; Andover | Hampshire | -1.4920 51.2110 50000
west_mercia | Worcester | Worcestershire | -2.2200 52.1920 103000
west_mercia | Kidderminster | Worcestershire | -2.2490 52.3880 57000
west_mercia | Telford | Shropshire | -2.4480 52.6780 155000; Evesham | Worcestershire | -1.9470 52.0930 24000
"""


def _read() -> tuple[Town, ...]:
    towns = []
    for line in _TABLE.strip().splitlines():
        key, entries = line.split("|", 1)
        for entry in entries.split(";"):
            name, county, numbers = (part.strip() for part in entry.split("|"))
            lon, lat, population = numbers.split()
            towns.append(Town(name, county, force_index(key.strip()), float(lon), float(lat), int(population)))
    return tuple(towns)


TOWNS: tuple[Town, ...] = _read()
_INDEX = {town.name: index for index, town in enumerate(TOWNS)}


def town_index(name: str) -> int:
    """Give the position of a town in `TOWNS` by its name."""
    return _INDEX[name]


@cache
def towns_of(force: int) -> tuple[int, ...]:
    """Give the positions of the towns of a force; of a force without an area, those with a railway hub."""
    if not FORCES[force].districts:
        return tuple(_INDEX[name] for name in ("Bristol", "Exeter", "Plymouth", "Swindon", "Gloucester", "Bournemouth"))
    return tuple(index for index, town in enumerate(TOWNS) if town.force == force)


assert {*SOUTH_WEST, *EXPORTERS, *NEIGHBOURS} == {town.force for town in TOWNS}  # noqa: S101 -- guards the table above
