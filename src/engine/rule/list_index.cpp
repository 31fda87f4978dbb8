// The lists, each in the order of its ids, merged into one.
#include "engine/rule/list_index.hpp"

#include <numeric>
#include <queue>

namespace rule {
namespace {

/// Where a list is read on; the one with the smallest id comes first, then the first list.
struct Front {
    std::string_view id;
    uint32_t list;
    domain::ListEntry const *at, *end;

    bool operator<(Front const& other) const {
        int const order = id.compare(other.id);
        return order != 0 ? order > 0 : list > other.list;
    }
};

ListIndexData merge(Lists const& lists) {
    std::priority_queue<Front> fronts;
    uint32_t list = 0;
    size_t entries = 0;
    for (auto const& [name, set] : lists) {
        auto const* const begin = set.entries.data();
        if (!set.entries.empty()) fronts.push({begin->id, list, begin, begin + set.entries.size()});
        entries += set.entries.size();
        ++list;
    }
    ListIndexData out;
    out.listed.reserve(entries);
    out.first.reserve(entries + 1);
    std::vector<std::string> parties;
    parties.reserve(entries);
    while (!fronts.empty()) {
        Front front = fronts.top();
        fronts.pop();
        if (parties.empty() || parties.back() != front.id) {
            parties.emplace_back(front.id);
            out.first.push_back(uint32_t(out.listed.size()));
        }
        for (; front.at != front.end && front.at->id == parties.back(); ++front.at)
            out.listed.push_back({front.list, front.at->period});
        if (front.at == front.end) continue;
        front.id = front.at->id;
        fronts.push(front);
    }
    out.first.push_back(uint32_t(out.listed.size()));
    std::vector<uint32_t> numbers(parties.size());
    std::iota(numbers.begin(), numbers.end(), 0u);
    out.parties = TextIndex(std::move(parties), numbers, ListIndexData::unlisted);
    return out;
}

}  // namespace

ListIndex::ListIndex(Lists const& lists)
    : lists_(&lists), data_(std::make_shared<ListIndexData>(merge(lists))) {}

}  // namespace rule
