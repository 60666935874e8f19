// 其他程序：网络回调、未送达的消息、插件；随页面一起加载。
import type { OutsideKey } from "./outside_en.ts";

export const outsideZh: Record<OutsideKey, string> = {
  "outside.title": "其他程序",
  "outside.webhooks": "接收本仓消息的程序",
  "outside.no_webhooks": "没有程序在接收消息。",
  "outside.everything": "全部",
  "outside.off": "已停用。",
  "outside.failed": "已失败 {n} 次：{error}",
  "outside.accepted": "最近一次接收：{at}",
  "outside.never": "本次启动后尚未接收",
  "outside.dropped": "已丢弃较早的 {n} 条",
  "outside.letters": "{n} 条未送达",
  "outside.all_again": "全部重发",
  "outside.again": "重发",
  "outside.on_its_way": "正在重发",
  "outside.plugins": "插件",
  "outside.no_plugins": "没有安装插件。",
  "outside.switched_off": "已停用：{why}",
  "outside.gives": "提供 {what}",
  "outside.gives_nothing": "不提供任何内容",
  "outside.times": "调用 {n} 次，较慢 {slow} 次，最长 {ms} 毫秒",
};
