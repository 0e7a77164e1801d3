# Reads every source file named on the command line and prints each finding as FILE:LINE: RULE: what is wrong.
# Called by tests/tidy/check with -v includes=FILE -v exceptions=FILE. POSIX awk, so that any Debian machine can run it.

function finding(line, rule, text) {
  printf "%s:%d: %s: %s\n", FILENAME, line, rule, text
  found++
}

function starts(text, prefix) { return substr(text, 1, length(prefix)) == prefix }

# "gateway/*.cc" or a plain prefix.
function matches(path, place,   star) {
  star = index(place, "*")
  if (star == 0) return starts(path, place)
  place = place "$"
  gsub(/\./, "\\.", place)
  gsub(/\*/, ".*", place)
  return path ~ ("^" place)
}

function read_includes(   line, n, part, i) {
  while ((getline line < includes) > 0) {
    if (line ~ /^#/ || line ~ /^ *$/) continue
    n = split(line, part, " ")
    if (part[1] ~ /:$/) {
      folder = substr(part[1], 1, length(part[1]) - 1)
      may[folder] = ""
      for (i = 2; i <= n; i++) may[folder] = may[folder] " " part[i]
    } else {
      only[part[1]] = ""
      for (i = 3; i <= n; i++) only[part[1]] = only[part[1]] " " part[i]
    }
  }
}

function read_exceptions(   line, n, part, listed) {
  while ((getline line < exceptions) > 0) {
    if (line ~ /^#/ || line ~ /^ *$/) continue
    n = split(line, part, " ")
    if (part[1] == "at-most") { most = part[2]; continue }
    listed++
    allowed[part[1] " " part[2]] = part[3]
  }
  if (listed > most + 0) {
    printf "%s:1: ratchet: %d exceptions, at most %d: make something smaller instead\n", exceptions, listed, most
    found++
  }
}

# A size over the limit is a finding unless it is listed at exactly that size.
function ratchet(kind, path, size, limit, line,   key, words) {
  key = kind " " path
  seen[key] = 1
  words = kind == "folder" ? " units" : " lines"
  if (!(key in allowed)) {
    if (size > limit) { printf "%s:%d: size: a %s of %d%s; at most %d\n", path, line, kind, size, words, limit; found++ }
  } else if (size > allowed[key]) {
    printf "%s:%d: size: a %s that grew from %d to %d%s; it may only shrink\n", path, line, kind, allowed[key], size, words; found++
  } else if (size < allowed[key]) {
    printf "%s:%d: ratchet: %s of %d%s now: %s\n", path, line, kind, size, words,
      (size > limit ? "lower its line in tests/tidy/exceptions.txt" : "remove its line from tests/tidy/exceptions.txt"); found++
  }
}

function check_include(header,   folder, longest, n, part, i) {
  longest = ""
  for (folder in may) if (starts(FILENAME, folder) && length(folder) > length(longest)) longest = folder
  if (longest == "") return
  if (header !~ /\//) { finding(FNR, "include", "\"" header "\" is not named from the project's root"); return }
  n = split(may[longest], part, " ")
  for (i = 1; i <= n; i++) if (starts(header, part[i])) return
  finding(FNR, "include", longest " may not include \"" header "\"")
}

function check_system_include(header,   prefix, n, part, i) {
  for (prefix in only) {
    if (!starts("<" header, prefix)) continue
    n = split(only[prefix], part, " ")
    for (i = 1; i <= n; i++) if (matches(FILENAME, part[i])) return
    finding(FNR, "include", "<" header "> belongs in" only[prefix] " only")
    return
  }
}

function end_of_file() {
  if (previous == "") return
  if (previous ~ /\.h$/) ratchet("header", previous, lines, 150, 1)
  if (previous ~ /\.cc$/) ratchet("source", previous, lines, 400, 1)
  if (previous ~ /\.(h|cc)$/) ratchet("function", previous, longest_function, 70, longest_at + 0 ? longest_at : 1)
  if (previous ~ /\.h$/ && !pragma) { printf "%s:1: header: has no #pragma once\n", previous; found++ }
  if (previous ~ /\.h$/ && !head_comment) { printf "%s:1: header: its first lines do not say what it is\n", previous; found++ }
}

BEGIN {
  read_includes()
  read_exceptions()
}

FNR == 1 {
  end_of_file()
  previous = FILENAME
  pragma = head_comment = longest_function = longest_at = 0
  function_at = 0
  class_depth = 0
  cpp = FILENAME ~ /\.(h|cc)$/
  path = FILENAME
  unit = path
  if (cpp && !starts(path, "tests/")) {
    sub(/\.[a-z]+$/, "", unit)
    if (!(unit in units)) {
      units[unit] = 1
      folder_of = unit
      sub(/\/[^\/]*$/, "", folder_of)
      in_folder[folder_of]++
    }
  }
}

{ lines = FNR }

/[ \t]$/ { finding(FNR, "space", "blanks at the end of the line") }
/(^|[^A-Za-z0-9_])(TODO|FIXME|XXX|HACK|NOLINT[A-Z]*)([^A-Za-z0-9_]|$)/ { finding(FNR, "word", "unfinished work or a silenced check belongs in an issue") }
/(^|[ "'`(=])\/(work|home|root|Users)\// { finding(FNR, "path", "a path of somebody's machine") }

!cpp { next }

/^#pragma once/ { pragma = 1 }
FNR <= 4 && /^\/\/ / { head_comment = 1 }
/^#include "/ { split($0, quote, "\""); check_include(quote[2]) }
/^#include </ { header = $0; sub(/^#include </, "", header); sub(/>.*/, "", header); check_system_include(header) }

/(class|struct|union|enum|using) +[A-Za-z0-9_]*(Manager|Helper|Helpers|Util|Utils|Impl|Base)([^A-Za-z0-9_]|$)/ {
  finding(FNR, "name", "a type's name says what it is: no Manager, Helper, Utils, Impl, Base")
}
/(::|[(,] *)detached([^A-Za-z0-9_]|$)/ { finding(FNR, "coroutine", "coroutines are spawned through the task group, never detached") }
/std::regex/ { finding(FNR, "word", "std::regex recurses on its input; use a hand-written match or RE2") }
/using namespace std *;/ { finding(FNR, "word", "using namespace std") }
/(system|steady|high_resolution)_clock::now/ && path ~ /^(protocol|crypto|policy)\// { finding(FNR, "clock", "the ground knows no clock: pass the time in") }
/[^A-Za-z0-9_](assert|abort|exit)\(/ && path ~ /^(protocol|policy)\// { finding(FNR, "errors", "what a peer or a file can cause is a Result, not the end of the process") }

# Functions, as clang-format lays them out: the body opens at the end of a line and closes at the column where the declaration began.
/^(class|struct|union|enum|namespace)[^;]*\{$/ { if ($1 != "namespace") class_depth = 1 }
/^\};$/ { class_depth = 0 }
!function_at && /[^=] \{$/ {
  match($0, /^ */)
  indent = RLENGTH
  # A body that opens on a continued line closes where its declaration began, which is at the margin, or two columns in for a member.
  if (indent > 2) indent = class_depth ? 2 : 0
  if ((indent == 0 || (indent == 2 && class_depth)) && $1 !~ /^(namespace|class|struct|union|enum|extern)$/) {
    function_at = FNR
    closing = substr("  ", 1, indent) "}"
  }
}
function_at && FNR > function_at && $0 == closing {
  if (FNR - function_at + 1 > longest_function) {
    longest_function = FNR - function_at + 1
    longest_at = function_at
  }
  function_at = 0
}

END {
  end_of_file()
  for (folder in in_folder) ratchet("folder", folder, in_folder[folder], 12, 1)
  for (key in allowed) {
    if (!(key in seen)) { printf "%s:1: ratchet: %s is not here any more: remove its line\n", exceptions, key; found++ }
  }
  exit found > 0
}
