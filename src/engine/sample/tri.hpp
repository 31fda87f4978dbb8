// Tri: the three-valued answer 是, 否, 待核 and Kleene's and, or, not.
#pragma once

#include <cstdint>

namespace sample {

enum class Tri : uint8_t { no, yes, unknown };

inline Tri both(Tri a, Tri b) {
    if (a == Tri::no || b == Tri::no) return Tri::no;
    return a == Tri::yes && b == Tri::yes ? Tri::yes : Tri::unknown;
}

inline Tri either(Tri a, Tri b) {
    if (a == Tri::yes || b == Tri::yes) return Tri::yes;
    return a == Tri::no && b == Tri::no ? Tri::no : Tri::unknown;
}

template <typename... More>
Tri both(Tri a, Tri b, More... more) {
    return both(both(a, b), more...);
}

template <typename... More>
Tri either(Tri a, Tri b, More... more) {
    return either(either(a, b), more...);
}

inline Tri opposite(Tri a) {
    if (a == Tri::unknown) return a;
    return a == Tri::yes ? Tri::no : Tri::yes;
}

inline Tri known(bool yes) { return yes ? Tri::yes : Tri::no; }

/// A flag kept as 1, 0 or -1 (not given).
inline Tri from_flag(int8_t flag) { return flag < 0 ? Tri::unknown : known(flag != 0); }

inline char letter(Tri a) { return "NYU"[int(a)]; }

}  // namespace sample
