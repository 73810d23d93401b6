"""Altair pictures of alignment maps and of the figures beside them.

No function here draws or opens anything: each returns a chart, which a notebook shows, `save` writes, and
``gr.Plot`` takes. Charts set nothing at top level (no config, no background), so they can be joined by ``|`` and
``&``; two heatmaps then share their colours, unless ``.resolve_scale(color="independent")`` follows.
Only what Vega-Lite 5 and 6 share is used: Gradio renders with the former.
"""

from workbench.charts.faithfulness import faithfulness_curves as faithfulness_curves
from workbench.charts.found_and_missed import found_and_missed as found_and_missed
from workbench.charts.head_panels import head_panels as head_panels
from workbench.charts.heads import head_grid as head_grid
from workbench.charts.heads import head_values as head_values
from workbench.charts.heatmap import heatmap as heatmap
from workbench.charts.heatmap import side_by_side as side_by_side
from workbench.charts.likelihood import logprob_strip as logprob_strip
from workbench.charts.links import link_lines as link_lines
from workbench.charts.misses import missed_shares as missed_shares
from workbench.charts.quality import alignment_against_quality as alignment_against_quality
from workbench.charts.quality import distribution as distribution
from workbench.charts.reliability import reliability_curve as reliability_curve
from workbench.charts.saving import save as save
from workbench.charts.saving import script_json as script_json
from workbench.charts.sentence import sentence_page as sentence_page
from workbench.charts.table import SourceRow as SourceRow
from workbench.charts.table import source_rows as source_rows
from workbench.charts.table import source_table as source_table
