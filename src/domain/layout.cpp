// Look-ups over layouts.
#include "domain/layout.hpp"

namespace domain {

CodeCheck::CodeCheck(std::vector<std::string> const& members) {
    for (std::string const& member : members) {
        size_t const star = member.find('*');
        if (star == std::string::npos)
            exact_.insert(member);
        else
            prefixes_.emplace_back(member.substr(0, star), member.size());
    }
}

bool CodeCheck::accepts(std::string_view code) const {
    if (exact_.contains(code)) return true;
    for (auto const& [prefix, length] : prefixes_)
        if (code.size() == length && code.starts_with(prefix)) return true;
    return false;
}

int Layout::find(std::string_view id) const {
    for (size_t i = 0; i < fields.size(); ++i)
        if (fields[i].id == id) return int(i);
    return -1;
}

}  // namespace domain
