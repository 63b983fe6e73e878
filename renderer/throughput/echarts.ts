import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Only what is drawn: the whole of echarts is a megabyte.
use([
  ...[BarChart, CustomChart, HeatmapChart, LineChart],
  ...[AriaComponent, GridComponent, TooltipComponent, VisualMapComponent, CanvasRenderer],
]);

export { init };
