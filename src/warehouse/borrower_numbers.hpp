// Dense numbers of borrowers.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace warehouse {

/// Borrower numbers over all legal persons: dense, in order of first appearance.
class BorrowerNumbers {
public:
    int32_t number(std::string const& id) {
        return numbers_.try_emplace(id, int32_t(numbers_.size())).first->second;
    }
    int32_t count() const { return int32_t(numbers_.size()); }

private:
    std::unordered_map<std::string, int32_t> numbers_;
};

}  // namespace warehouse
