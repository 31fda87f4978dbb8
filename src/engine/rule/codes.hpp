// Code trees: what a dated set or a map says of codes at every level, fine or coarse.
#pragma once

#include <string>
#include <vector>

#include "engine/rule/ir.hpp"

namespace rule {

/// Membership of every code of `list` in the subtree closure of `members`: a coarse code is in when
/// all its leaves are, unknown when only some are. Flat lists have no coarse codes.
ThreeSet expand_set(pack::CodeList const& list, std::vector<std::string> const& members,
                    std::string name);

/// The leaves below some codes, in the list's order; a leaf stands for itself.
std::vector<std::string> leaves_below(pack::CodeList const& list,
                                      std::vector<std::string> const& members);

/// Codes of a map: all rows, or those with flag "U" or "*". A code under one category with both
/// flags counts as U there.
ThreeSet expand_map(pack::CodeList const& list, pack::CodeMap const& map, std::string const& flag);

/// (code, category) pairs of a map at every level.
PairSet expand_pairs(pack::CodeList const& list, pack::CodeMap const& map, std::string const& flag);

/// The proposed category of each code: the first U category in the map's order, else the first `*`;
/// for coarse codes the one that all leaves propose, else none.
Lookup first_categories(pack::CodeList const& list, pack::CodeMap const& map);

}  // namespace rule
