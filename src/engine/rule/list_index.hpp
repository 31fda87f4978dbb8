// List index: everybody who stands on some list by number, with the periods on each list.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/rule/rule.hpp"
#include "engine/rule/text_index.hpp"

namespace rule {

/// Parties are numbered in the order of their ids.
struct ListIndexData {
    static constexpr uint32_t unlisted = UINT32_MAX;

    struct Listed {
        uint32_t list;  // Its place among the lists, by name.
        domain::Period period;
    };

    TextIndex parties;
    std::vector<uint32_t> first;  // Periods of party p: first[p] .. first[p + 1].
    std::vector<Listed> listed;
};

}  // namespace rule
