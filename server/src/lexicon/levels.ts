/** Names of levels from best to worst, each scale one row. Data alone. */
export const levelScales: readonly (readonly (readonly string[])[])[] = [
  [
    ['green', '绿', '绿色'],
    ['amber', 'yellow', 'orange', '黄', '黄色', '橙色'],
    ['red', '红', '红色'],
  ],
  [
    ['ok', 'good', 'normal', 'healthy', 'fine', '正常'],
    ['warn', 'warning', 'degraded', '警告', '预警'],
    ['crit', 'critical', 'bad', 'alarm', 'page', '严重', '告警'],
  ],
];
