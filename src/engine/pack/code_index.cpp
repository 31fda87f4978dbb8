// The index of a code list: codes in order, and the leaves below each as a span of one walk.
#include <algorithm>

#include "engine/pack/pack.hpp"

namespace pack {

int32_t CodeList::find(std::string_view code) const {
    auto const at =
        std::lower_bound(by_code.begin(), by_code.end(), code,
                         [&](int32_t i, std::string_view c) { return codes[size_t(i)].code < c; });
    return at != by_code.end() && codes[size_t(*at)].code == code ? *at : -1;
}

void index_codes(CodeList& list) {
    size_t const count = list.codes.size();
    list.by_code.resize(count);
    for (size_t i = 0; i < count; ++i) list.by_code[i] = int32_t(i);
    std::stable_sort(list.by_code.begin(), list.by_code.end(), [&](int32_t a, int32_t b) {
        return list.codes[size_t(a)].code < list.codes[size_t(b)].code;
    });
    // Children of each code as a chain in the list's order; the last chain is that of the roots.
    std::vector<int32_t> first(count + 1, -1), next(count, -1), last(count + 1, -1);
    for (size_t i = 0; i < count; ++i) {
        int32_t const parent = list.codes[i].parent.empty() ? -1 : list.find(list.codes[i].parent);
        size_t const chain = parent < 0 ? count : size_t(parent);
        (last[chain] < 0 ? first[chain] : next[size_t(last[chain])]) = int32_t(i);
        last[chain] = int32_t(i);
    }
    list.leaves.clear();
    list.spans.assign(count, {});
    // Depth first without recursion: a code is closed when its chain of children ends.
    std::vector<int32_t> open;
    int32_t at = first[count];
    while (at >= 0 || !open.empty()) {
        if (at < 0) {
            int32_t const done = open.back();
            open.pop_back();
            list.spans[size_t(done)].last = int32_t(list.leaves.size());
            at = next[size_t(done)];
            continue;
        }
        list.spans[size_t(at)].first = int32_t(list.leaves.size());
        if (first[size_t(at)] < 0) list.leaves.push_back(at);
        open.push_back(at);
        at = first[size_t(at)];
    }
}

}  // namespace pack
