# Shows what a plain JSON record held before and after: awk -f before-and-after.awk SENT RECEIVED. Values under one item name
# (person.name, carer.phone) are shown together. For people to look at: the gateway itself never compares texts.

# Collects each value of the JSON text in `held`, by item: the first two names on the way to it.
function read(text,   at, depth, key, kind, token, name, i, item) {
  depth = 0
  key[0] = ""
  at = 1
  while (at <= length(text)) {
    text = substr(text, at)
    if (match(text, /^[ \t\r\n:,]+/)) { at = RLENGTH + 1; continue }
    if (match(text, /^[{\[]/)) {
      depth++
      kind[depth] = substr(text, 1, 1)
      key[depth] = ""
      at = 2
      continue
    }
    if (match(text, /^[}\]]/)) { depth--; at = 2; continue }
    if (!match(text, /^"([^"\\]|\\.)*"/) && !match(text, /^[^ \t\r\n:,{}\[\]"]+/)) return
    token = substr(text, 1, RLENGTH)
    at = RLENGTH + 1
    if (kind[depth] == "{" && substr(text, at) ~ /^[ \t\r\n]*:/) {
      key[depth] = substr(token, 2, length(token) - 2)
      continue
    }
    item = ""
    name = 0
    for (i = 1; i <= depth && name < 2; i++) {
      if (kind[i] == "{") item = item (name++ ? "." : "") key[i]
    }
    gsub(/^"|"$/, "", token)
    gsub(/\\n/, " ", token)
    gsub(/\\"/, "\"", token)
    if (!(item in held)) order[++items] = item
    held[item] = held[item] (item in held && held[item] != "" ? "; " : "") token
  }
}

# At most `width` characters, beginning shortly before the place where `other` differs.
function shown(text, other, width,   i) {
  if (length(text) <= width) return text
  i = 1
  while (i <= length(other) && substr(text, i, 1) == substr(other, i, 1)) i++
  if (i > width - 12) text = "..." substr(text, i > 14 ? i - 10 : 1)
  return length(text) <= width ? text : substr(text, 1, width - 3) "..."
}

FNR == 1 { file++ }
{ whole[file] = whole[file] $0 "\n" }

END {
  read(whole[1])
  for (i = 1; i <= items; i++) { sent[i] = order[i]; before[order[i]] = held[order[i]] }
  sent_items = items
  split("", held)
  items = 0
  read(whole[2])

  line = "  %-30s %-34s %s\n"
  printf line, "ITEM", "SENT", "RECEIVED"
  for (i = 1; i <= sent_items; i++) {
    item = sent[i]
    if ((item in held) && held[item] == before[item]) {
      kept++
      continue
    }
    after = (item in held) ? shown(held[item], before[item], 44) : "-- withheld --"
    printf line, item, shown(before[item], held[item], 34), after
  }
  printf "  and %d items as they were sent\n", kept
}
