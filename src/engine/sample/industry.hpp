// Industry: classes of GB/T 4754-2017 used by the sample and their places in the six catalogues.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/sample/tri.hpp"

namespace sample {

/// The catalogues: 高技术制造业, 高技术服务业, 战略性新兴产业, 知识产权密集型产业, 养老产业,
/// 数字经济核心产业 (DE01 … DE04), 数字化效率提升业 (DE05).
enum class Family : uint8_t { htp, hts, se, pa, ec, de, de05 };
inline constexpr int family_count = 7;

/// An industry code at some level, or none. `outside`: a code that is not in GB/T 4754 (2000).
struct Industry {
    enum class Level : uint8_t { missing, outside, division, group, leaf };
    Level level = Level::missing;
    int16_t index = -1;

    bool operator==(Industry const&) const = default;
};

/// How a code stands in one catalogue; types are bits 1 … 12 of a mask (bit 3: SE03).
struct Standing {
    Tri in = Tri::unknown;     // Whether its classes are in the catalogue; unknown: some are.
    Tri whole = Tri::unknown;  // The same for classes that count as a whole (U).
    uint16_t whole_types = 0;  // Types under which every class stands as U.
    uint16_t every_types = 0;  // Types under which every class stands, as U or as part (*).
    uint16_t some_types = 0;   // Types under which at least one class stands.
};

Standing const& standing(Industry code, Family family);

/// The lowest type of a mask, 0 of an empty one.
uint8_t first_type(uint16_t types);

/// The code's text: C2710, C271, C27, 2000; "" when missing.
std::string_view industry_text(Industry code);

/// 中类 and 大类 of a class; `outside` and `missing` stay what they are.
Industry to_group(Industry code);
Industry to_division(Industry code);

/// The class with this code; CHECKs that the table has it.
Industry leaf(std::string_view code);

inline constexpr Industry outside_industry{Industry::Level::outside, 0};

/// Whether the code lies in 门类 A.
Tri is_farming(Industry code);

/// Whether the code is A0514 or A0523 (初加工, left out of 涉农 from 2025-11-20).
Tri is_first_processing(Industry code);

/// Classes to draw from. No class is in two pools except that `tech_pension` is part of neither.
struct IndustryPools {
    std::vector<Industry> plain;         // In no catalogue but DE05; for firms.
    std::vector<Industry> farm;          // 门类 A, in no catalogue but DE05.
    std::vector<Industry> tech_whole;    // Technology or digital core, as a whole; not EC.
    std::vector<Industry> tech_part;     // The same with a star to decide; not EC.
    std::vector<Industry> tech_pension;  // Technology or digital core, and EC.
    std::vector<Industry> pension;       // EC only; for firms.
    std::vector<Industry> care;          // Q85, for care homes.
    std::vector<Industry> office;        // P, S: for public bodies.
    std::vector<Industry> finance;       // J: for financial institutions.
};
IndustryPools const& industry_pools();

/// The table itself.
struct ClassRow {
    std::string_view code;
    std::string_view places;  // "HTP01 EC10*": U, or part with *.
};
struct DivisionRow {
    std::string_view code;
    std::string_view whole;  // Catalogues that hold every class of the division as U.
    std::string_view every;  // That hold every class, * when none of them as U.
    std::string_view some;   // That hold some of its classes.
};
std::span<ClassRow const> class_rows();
std::span<DivisionRow const> division_rows();

}  // namespace sample
