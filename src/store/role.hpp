// The roles that a new deployment starts with; an administrator adds others.
#pragma once

#include <span>
#include <string_view>

namespace store {

struct StandardRole {
    std::string_view name;
    std::string_view permissions;  // Sorted, one blank between; of one class (三员分立).
};

std::span<StandardRole const> standard_roles();

}  // namespace store
