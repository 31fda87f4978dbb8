// Green: items of 绿色金融支持项目目录（2025年版） and approval days around its two dates.
#pragma once

#include <string>

#include "engine/sample/receipt.hpp"

namespace sample {

inline constexpr int green_item_count = 271;

/// "6.2.5" for an index 0 … 270.
void append_green_item(std::string& out, int16_t index);

/// 9.1.1 新能源汽车.
int16_t electric_car_item();

/// Any item but those of 9; persons get one of 5 (生态农林牧渔).
int16_t draw_green_item(Party const& party, Random& random);

/// A day at or before `start`; often 2025-07-13, 07-14, 09-30 or 10-01 for loans of those weeks.
base::Day draw_approval(base::Day start, Random& random);

}  // namespace sample
