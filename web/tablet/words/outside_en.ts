// Other programs: webhooks, their dead letters, plug-ins; loaded with the page that shows them.

export const outsideEn = {
  "outside.title": "Other programs",
  "outside.webhooks": "Told what happens here",
  "outside.no_webhooks": "Nobody is told anything.",
  "outside.everything": "everything",
  "outside.off": "Switched off.",
  "outside.failed": "{n} {n#try|tries} failed: {error}",
  "outside.accepted": "Last taken at {at}",
  "outside.never": "Nothing taken since the site started",
  "outside.dropped": "{n} older {n#letter|letters} dropped",
  "outside.letters": "{n} not delivered",
  "outside.all_again": "Send all again",
  "outside.again": "Send again",
  "outside.on_its_way": "On its way",
  "outside.plugins": "Plug-ins",
  "outside.no_plugins": "None is installed.",
  "outside.switched_off": "Switched off: {why}",
  "outside.gives": "Gives {what}",
  "outside.gives_nothing": "Gives nothing",
  "outside.times": "{n} {n#call|calls}, {slow} slow, longest {ms} ms",
} as const;

export type OutsideKey = keyof typeof outsideEn;
