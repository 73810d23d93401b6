from workbench.recipe.command import app

app()
