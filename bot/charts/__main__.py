"""The child process: a chart as JSON comes in, a PNG goes out."""

import sys

from bot.charts.drawing import picture_of
from bot.charts.painter import CHART

sys.stdout.buffer.write(picture_of(CHART.validate_json(sys.stdin.buffer.read())))
