#include "../strategy.h"
const struct strategy strategy_eager = {.name = "eager"};
const struct strategy strategy_eager_timer = {.name = "eager_timer"};
const struct strategy strategy_pr61 = {.name = "pr61"};
const struct strategy strategy_pr61c = {.name = "pr61c"};
const struct strategy strategy_pr61w = {.name = "pr61w"};
