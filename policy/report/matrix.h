#pragma once
// The matrix: what each recipient may have today, by group of items in one table, and item by item below it. Each cell
// says in words whether something is released, changed or withheld; colour and symbol only repeat it.

#include "policy/report/facts.h"
#include "policy/report/html.h"

namespace concordat::policy {

void write_matrix(Html& html, const Facts& facts);

}  // namespace concordat::policy
