import { init, use } from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import type { Comparison, Figure } from './measure.ts';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const size = { width: 760, height: 460 };
const ink = '#2b2622';

/** What is drawn: its name in the plot, and the title under which it was measured. */
const lines: readonly (readonly [name: string, title: string])[] = [
  ['keystroke to rows, slowest', 'Keystroke to painted rows, slowest'],
  ['keystroke to rows, median', 'Keystroke to painted rows, median'],
  ['jump to rows, median', 'Jump to rows, median'],
  ['frame while scrolling, 99 of 100', 'Frame while scrolling, 99 of 100'],
  ['100 rows at the end', '100 rows at the end'],
  ['100 rows at the top', '100 rows at the top'],
  ['the same by SQL alone', 'the same by SQL alone'],
];

/** How cost grows with the number of films, both on logarithmic scales, as an SVG. */
export function drawGrowth(comparisons: readonly Comparison[], figures: readonly Figure[]): string {
  const points = (title: string): [number, number][] => {
    const found = comparisons.flatMap(({ title: each, films, ours, theirs }): [number, number][] => {
      if (films === undefined) return [];
      if (title === 'the same by SQL alone' && each.startsWith('100 rows at the top'))
        return [[films, theirs]];
      return each.startsWith(title) ? [[films, ours]] : [];
    });
    const measured = figures.flatMap((each): [number, number][] =>
      each.title === title && each.films !== undefined ? [[each.films, each.value]] : [],
    );
    return [...found, ...measured].toSorted(([a], [b]) => a - b);
  };
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'Inter, system-ui, sans-serif', color: ink },
    title: {
      text: 'Milliseconds, by the number of films',
      left: 16,
      top: 12,
      textStyle: { fontSize: 15, color: ink },
    },
    // The width of a text is only guessed without a browser: room for what it may be more.
    legend: { bottom: 8, textStyle: { color: ink, fontSize: 11 }, itemWidth: 16, itemGap: 34, width: 700 },
    grid: { left: 56, right: 28, top: 52, bottom: 100 },
    xAxis: {
      type: 'log',
      min: 1000,
      max: 1_000_000,
      axisLabel: { color: ink, formatter: (films: number) => films.toLocaleString('en') },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'log',
      min: 1,
      axisLabel: { color: ink },
      splitLine: { lineStyle: { color: '#e8e2da' } },
    },
    color: ['#8f3f05', '#d9822b', '#2b6cb0', '#7a5ca8', '#1f7a4d', '#58b184', '#8a8178'],
    series: lines.map(([name, title]) => ({
      name,
      type: 'line',
      symbolSize: 7,
      data: points(title),
      lineStyle: { width: 2, ...(title === 'the same by SQL alone' && { type: 'dashed' }) },
    })),
  });
  return `${chart.renderToSVGString()}\n`;
}
