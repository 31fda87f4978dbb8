// Arithmetic modulo 2^61 - 1, and the way back to fractions.
#include "engine/disclosure/field.hpp"

#include <algorithm>
#include <numeric>

namespace disclosure {

uint64_t invert(uint64_t value) {
    uint64_t result = 1;
    for (uint64_t power = prime - 2; power != 0; power >>= 1) {
        if (power & 1) result = multiply(result, value);
        value = multiply(value, value);
    }
    return result;
}

uint64_t at(Sparse const& vector, uint32_t index) {
    auto const found = std::lower_bound(vector.begin(), vector.end(), index,
                                        [](auto const& e, uint32_t i) { return e.first < i; });
    return found != vector.end() && found->first == index ? found->second : 0;
}

void subtract_multiple(Sparse& vector, uint64_t factor, Sparse const& other, Sparse& room) {
    room.clear();
    auto mine = vector.begin();
    for (auto const& [index, value] : other) {
        while (mine != vector.end() && mine->first < index) room.push_back(*mine++);
        uint64_t rest = 0;
        if (mine != vector.end() && mine->first == index) rest = (mine++)->second;
        rest = subtract(rest, multiply(factor, value));
        if (rest != 0) room.emplace_back(index, rest);
    }
    room.insert(room.end(), mine, vector.end());
    vector.swap(room);
}

std::optional<std::pair<int64_t, int64_t>> to_fraction(uint64_t residue) {
    constexpr int64_t small = int64_t(1) << 30;
    int64_t r0 = int64_t(prime), r1 = int64_t(residue), t0 = 0, t1 = 1;
    while (r1 >= small) {
        int64_t const quotient = r0 / r1;
        r0 = std::exchange(r1, r0 - quotient * r1);
        t0 = std::exchange(t1, t0 - quotient * t1);
    }
    if (t1 == 0 || t1 >= small || t1 <= -small) return std::nullopt;
    return t1 < 0 ? std::pair(-r1, -t1) : std::pair(r1, t1);
}

std::optional<Integers> to_integers(Sparse const& residues) {
    constexpr int64_t largest = int64_t(1) << 40;
    std::vector<std::pair<int64_t, int64_t>> fractions;
    Integers out;
    for (auto const& [index, residue] : residues) {
        auto const fraction = to_fraction(residue);
        if (!fraction) return std::nullopt;
        fractions.push_back(*fraction);
        out.one = std::lcm(out.one, fraction->second);
        if (out.one > largest) return std::nullopt;
    }
    for (auto const& [numerator, divisor] : fractions) {
        base::Int128 const value = base::Int128(numerator) * (out.one / divisor);
        if (value > largest || value < -largest) return std::nullopt;
        out.values.push_back(int64_t(value));
    }
    return out;
}

}  // namespace disclosure
